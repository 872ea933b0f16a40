import ArgumentParser
import Engine
import Foundation
import SandboxServer
import Tagging

/// How a command ends: words on standard error, and the exit code of the contract.
enum Outcome {
  /// Runs a command; a failure becomes its sentence and its exit code.
  static func exit(on body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch {
      guard let problem = problem(of: error) else { throw error }
      complain(problem)
      throw ExitCode(problem.exitCode)
    }
  }

  /// Writes to standard error.
  static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  static func complain(_ problem: Problem) {
    say("tagdesk: \(problem.message)")
    if !problem.remedy.isEmpty { say(problem.remedy) }
  }

  private static func problem(of error: any Error) -> Problem? {
    switch error {
    case let problem as Problem: problem
    case let error as ServiceError: Problem(error)
    case let error as StorageError: Problem(error)
    case let error as SandboxError: Problem(message: error.description, remedy: "", exitCode: 2)
    default: nil
    }
  }
}
