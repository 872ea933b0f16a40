import Tagging

/// The searches for the causes of refused calls, as far as they have come.
///
/// A call that was refused whole is halved until the offenders are found. A call that is refused although both its
/// halves are accepted was too large. Where both halves are refused with the same text, single edits of two
/// contacts are tried: if those are refused too, the tag (or the scope) is at fault. Only one half is followed at a
/// time, because what is learned there may answer for the other.
struct RefusalSearch {
  /// One search: all that is refused with the same text waits for its end.
  struct Search {
    let text: String
    let reason: String
    let holds: [ScoutKey]
    var parked: [(piece: CallPiece, reason: String)] = []
    /// Pieces that hold an offender, or are too large, and are looked at when the present trials have ended.
    var suspects: [CallPiece] = []
    /// What is looked at when the tags have been tried one by one.
    var waiting: [CallPiece] = []
    var openTrials = 0
    var hasProbed = false
  }

  /// Some pieces that are sent to find out.
  struct Trial {
    enum Kind { case halves, probes, allTags, confirmation([String]) }
    let kind: Kind
    let search: Int
    /// What was refused and is looked into.
    let parent: CallPiece
    let count: Int
    var left: Int
    var refused: [(piece: CallPiece, isSettled: Bool)] = []
    var isInconclusive = false
    /// What the trial does not send: the parts that hold its first piece's contact, and its last one's.
    var rest: (first: [CallPiece], last: [CallPiece]) = ([], [])
  }

  var searches: [Int: Search] = [:]
  var trials: [Int: Trial] = [:]
}
