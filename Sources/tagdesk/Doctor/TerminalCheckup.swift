import Foundation

/// What kind of terminal this is; nothing of it stands in the way of the batch commands.
enum TerminalCheckup {
  static func add(to report: inout DoctorReport) {
    let environment = ProcessInfo.processInfo.environment
    guard isatty(STDIN_FILENO) != 0, isatty(STDOUT_FILENO) != 0 else {
      report.add(.note, "Terminal", "none on standard input and output; the editor needs one")
      return
    }
    let type = environment["TERM"] ?? ""
    let isInTmux = environment["TMUX"] != nil
    let multiplexer = isInTmux ? ", in tmux" : environment["STY"] != nil ? ", in screen" : ""
    let (columns, rows) = size
    let text = "\(type.isEmpty ? "no TERM" : type)\(multiplexer), \(columns)×\(rows), \(colours(environment))"
    if type.isEmpty || type == "dumb" {
      report.add(.note, "Terminal", text, remedy: "Try TERM=xterm-256color tagdesk.")
    } else if columns < 60 || rows < 16 {
      report.add(.note, "Terminal", text, remedy: "The editor needs 60×16.")
    } else {
      report.add(.ok, "Terminal", text)
    }
    let locale = locale(environment)
    if isUTF8(locale) {
      report.add(.ok, "Characters", "UTF-8 (\(locale))")
    } else {
      report.add(
        .note, "Characters", locale.isEmpty ? "no locale is set" : locale,
        remedy: "Names in other scripts need UTF-8: export LC_ALL=C.UTF-8.")
    }
  }

  private static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return (0, 0) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// The locale that is in force for characters, by the rules of the C library.
  static func locale(_ environment: [String: String]) -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
  }

  static func isUTF8(_ locale: String) -> Bool {
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  static func colours(_ environment: [String: String]) -> String {
    let type = environment["TERM"] ?? ""
    if let wish = environment["NO_COLOR"], !wish.isEmpty { return "no colours (NO_COLOR)" }
    if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") { return "true colours" }
    if type.contains("256") { return "256 colours" }
    return type.hasPrefix("vt") || type == "dumb" || type.isEmpty ? "no colours" : "8 or 16 colours"
  }
}
