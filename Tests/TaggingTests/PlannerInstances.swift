import Testing

/// Planning problems of at most six tags, with the fewest calls that make each edit once.
///
/// Solved to the optimum by the integer program in `Benchmarks/PlannerBenchmark/optimum.py`, which also made them.
struct PlannerInstance: Sendable, CustomTestStringConvertible {
  var name: String
  var contacts: Int
  var tags: Int
  var optimum: Int
  /// `mask:count`: so many contacts get the tags whose bits are set.
  var groups: String

  var testDescription: String { "\(name), calls of \(contacts) × \(tags)" }

  static let all: [PlannerInstance] = [
    PlannerInstance(
      name: "filters, 3 tags", contacts: 100, tags: 10, optimum: 7,
      groups: "1:115 2:139 4:7 6:168"),
    PlannerInstance(
      name: "filters, 3 tags", contacts: 10, tags: 3, optimum: 8,
      groups: "2:5 3:12 6:34 7:10"),
    PlannerInstance(
      name: "sparse, 3 tags", contacts: 100, tags: 10, optimum: 8,
      groups: "1:114 2:215 3:69 7:286"),
    PlannerInstance(
      name: "sparse, 3 tags", contacts: 10, tags: 3, optimum: 10,
      groups: "1:18 2:22 3:19 5:4 7:18"),
    PlannerInstance(
      name: "halves, 3 tags", contacts: 100, tags: 10, optimum: 13,
      groups: "1:152 2:141 3:153 4:154 5:157 6:156 7:143"),
    PlannerInstance(
      name: "halves, 3 tags", contacts: 10, tags: 3, optimum: 10,
      groups: "1:10 2:11 3:11 4:17 5:12 6:5 7:12"),
    PlannerInstance(
      name: "tails, 3 tags", contacts: 100, tags: 10, optimum: 5,
      groups: "1:12 2:76 3:78 5:55 7:86"),
    PlannerInstance(
      name: "tails, 3 tags", contacts: 10, tags: 3, optimum: 5,
      groups: "1:13 4:7 5:7 6:1 7:1"),
    PlannerInstance(
      name: "tiny, 3 tags", contacts: 100, tags: 10, optimum: 3,
      groups: "1:47 2:46 3:29 6:43 7:17"),
    PlannerInstance(
      name: "tiny, 3 tags", contacts: 10, tags: 3, optimum: 4,
      groups: "1:2 2:4 3:3 4:3 7:5"),
    PlannerInstance(
      name: "wide, 3 tags", contacts: 100, tags: 10, optimum: 4,
      groups: "1:21 2:100 3:3 4:41 5:11 7:5"),
    PlannerInstance(
      name: "wide, 3 tags", contacts: 10, tags: 3, optimum: 5,
      groups: "1:9 2:4 3:6 4:5 5:7 6:1 7:5"),
    PlannerInstance(
      name: "filters, 4 tags", contacts: 100, tags: 10, optimum: 5,
      groups: "1:34 2:57 3:105 6:20 7:23 8:86 10:13"),
    PlannerInstance(
      name: "filters, 4 tags", contacts: 10, tags: 3, optimum: 7,
      groups: "1:20 3:4 4:5 5:4 7:3 12:16"),
    PlannerInstance(
      name: "sparse, 4 tags", contacts: 100, tags: 10, optimum: 11,
      groups: "3:231 11:253 12:262 15:141"),
    PlannerInstance(
      name: "sparse, 4 tags", contacts: 10, tags: 3, optimum: 10,
      groups: "2:29 5:9 7:13 8:6 12:23"),
    PlannerInstance(
      name: "halves, 4 tags", contacts: 100, tags: 10, optimum: 7,
      groups: "1:19 2:24 3:27 4:37 5:20 6:30 7:26 8:22 9:18 10:27 11:25 12:27 13:29 14:22 15:30"),
    PlannerInstance(
      name: "halves, 4 tags", contacts: 10, tags: 3, optimum: 13,
      groups: "1:4 2:10 3:4 4:8 5:6 6:8 7:9 8:8 9:7 10:5 11:7 12:4 13:9 14:9 15:4"),
    PlannerInstance(
      name: "tails, 4 tags", contacts: 100, tags: 10, optimum: 5,
      groups: "2:83 4:32 5:2 11:6 13:79 15:73"),
    PlannerInstance(
      name: "tails, 4 tags", contacts: 10, tags: 3, optimum: 7,
      groups: "2:4 3:3 7:6 8:3 9:14 11:13 13:8"),
    PlannerInstance(
      name: "tiny, 4 tags", contacts: 100, tags: 10, optimum: 4,
      groups: "1:43 2:29 3:6 7:2 8:16 11:27 15:6"),
    PlannerInstance(
      name: "tiny, 4 tags", contacts: 10, tags: 3, optimum: 5,
      groups: "2:4 4:3 7:3 9:4 10:2 12:3 13:3 15:2"),
    PlannerInstance(
      name: "wide, 4 tags", contacts: 100, tags: 10, optimum: 6,
      groups: "2:58 4:37 5:55 7:28 8:73 10:49 13:82"),
    PlannerInstance(
      name: "wide, 4 tags", contacts: 10, tags: 3, optimum: 7,
      groups: "2:7 4:7 5:3 7:6 8:1 9:2 11:7 14:7 15:2"),
    PlannerInstance(
      name: "filters, 5 tags", contacts: 100, tags: 10, optimum: 10,
      groups: "1:28 8:68 9:5 10:63 12:31 14:31 24:146 25:52 26:35 27:59 28:37 30:18 31:19"),
    PlannerInstance(
      name: "filters, 5 tags", contacts: 10, tags: 3, optimum: 6,
      groups: "4:1 5:3 8:2 10:2 15:1 16:1 18:8 26:2"),
    PlannerInstance(
      name: "sparse, 5 tags", contacts: 100, tags: 10, optimum: 12,
      groups: "4:200 12:222 14:104 19:191 21:233"),
    PlannerInstance(
      name: "sparse, 5 tags", contacts: 10, tags: 3, optimum: 14,
      groups: "3:8 15:24 17:10 19:4 30:25"),
    PlannerInstance(
      name: "halves, 5 tags", contacts: 100, tags: 10, optimum: 15,
      groups: """
        1:30 2:27 3:17 4:24 5:33 6:26 7:42 8:28 9:26 10:37 11:30 12:21 13:33 14:29 15:30 \
        16:26 17:23 18:27 19:27 20:26 21:29 22:29 23:29 24:28 25:36 26:23 27:28 28:37 29:34 \
        30:24 31:20
        """),
    PlannerInstance(
      name: "halves, 5 tags", contacts: 10, tags: 3, optimum: 15,
      groups: """
        1:2 2:3 3:2 4:5 5:2 6:3 7:4 8:3 9:4 10:5 11:5 12:3 13:3 14:3 15:3 16:3 19:3 20:3 \
        21:5 22:7 23:4 24:1 25:5 26:4 27:1 28:1 29:3 30:4 31:1
        """),
    PlannerInstance(
      name: "tails, 5 tags", contacts: 100, tags: 10, optimum: 10,
      groups: "2:89 8:132 9:130 17:116 20:81 26:73 29:77"),
    PlannerInstance(
      name: "tails, 5 tags", contacts: 10, tags: 3, optimum: 7,
      groups: "5:8 6:8 12:9 15:7 18:7 23:2 26:5"),
    PlannerInstance(
      name: "tiny, 5 tags", contacts: 100, tags: 10, optimum: 6,
      groups: "1:50 6:34 13:34 14:34 19:28 22:15 24:10 27:31"),
    PlannerInstance(
      name: "tiny, 5 tags", contacts: 10, tags: 3, optimum: 7,
      groups: "2:4 4:3 7:3 10:2 12:5 21:2 25:2 30:3 31:1"),
    PlannerInstance(
      name: "wide, 5 tags", contacts: 100, tags: 10, optimum: 7,
      groups: "1:65 2:58 6:33 8:23 9:3 20:1 23:76 26:43 28:52"),
    PlannerInstance(
      name: "wide, 5 tags", contacts: 10, tags: 3, optimum: 8,
      groups: "4:2 5:10 6:8 8:5 9:1 11:7 12:1 28:5 30:4 31:1"),
    PlannerInstance(
      name: "filters, 6 tags", contacts: 100, tags: 10, optimum: 8,
      groups: "1:20 6:11 7:20 8:96 10:2 14:76 33:150 37:20 39:22 49:72 53:9 55:9"),
    PlannerInstance(
      name: "filters, 6 tags", contacts: 10, tags: 3, optimum: 6,
      groups: "1:6 2:1 5:1 8:5 12:2 24:2 28:1 34:2 35:1 37:1"),
    PlannerInstance(
      name: "sparse, 6 tags", contacts: 100, tags: 10, optimum: 12,
      groups: "1:80 9:132 26:272 47:295 58:224"),
    PlannerInstance(
      name: "sparse, 6 tags", contacts: 10, tags: 3, optimum: 13,
      groups: "34:30 46:3 48:8 62:13 63:22"),
    PlannerInstance(
      name: "halves, 6 tags", contacts: 100, tags: 10, optimum: 9,
      groups: """
        1:4 2:10 3:2 4:1 5:6 6:5 7:6 8:4 9:12 10:4 11:8 12:5 13:5 14:3 15:6 16:5 17:4 18:4 \
        19:3 20:2 21:6 22:7 23:6 24:8 25:2 26:4 27:8 28:4 29:5 30:6 31:3 32:8 33:5 34:2 35:2 \
        36:5 37:2 38:11 39:3 40:5 41:9 42:5 43:6 44:1 45:4 46:6 47:5 48:2 49:3 50:4 51:4 \
        52:3 53:4 54:3 55:3 56:6 57:5 58:2 59:6 60:5 61:3 62:3 63:3
        """),
    PlannerInstance(
      name: "halves, 6 tags", contacts: 10, tags: 3, optimum: 19,
      groups: """
        1:3 2:3 3:2 6:3 7:1 9:1 10:2 11:2 14:1 15:2 16:2 17:3 18:1 19:2 20:2 21:1 22:2 23:3 \
        24:2 25:1 26:5 28:2 29:2 30:3 31:2 32:1 33:2 34:4 35:1 36:1 37:2 39:3 40:1 42:1 43:1 \
        44:1 45:3 46:1 47:1 49:2 50:2 51:1 52:3 53:3 54:2 55:1 57:2 58:3 59:7 60:2 61:2 62:3
        """),
    PlannerInstance(
      name: "tails, 6 tags", contacts: 100, tags: 10, optimum: 8,
      groups: "3:57 15:134 18:12 38:24 50:41 60:68 61:22"),
    PlannerInstance(
      name: "tails, 6 tags", contacts: 10, tags: 3, optimum: 11,
      groups: "5:10 10:11 16:9 17:14 24:7 35:8 49:10 60:8"),
    PlannerInstance(
      name: "tiny, 6 tags", contacts: 100, tags: 10, optimum: 6,
      groups: "22:41 25:1 27:27 36:24 38:10 54:20 57:28 58:9"),
    PlannerInstance(
      name: "tiny, 6 tags", contacts: 10, tags: 3, optimum: 7,
      groups: "6:4 17:1 27:4 38:3 50:3 51:4 53:4 58:3"),
    PlannerInstance(
      name: "wide, 6 tags", contacts: 100, tags: 10, optimum: 9,
      groups: "4:83 18:33 19:89 24:20 27:14 33:59 43:18 47:39 48:95 52:12 59:8"),
    PlannerInstance(
      name: "wide, 6 tags", contacts: 10, tags: 3, optimum: 12,
      groups: "7:8 8:10 17:5 18:8 27:8 28:9 37:7 46:3 49:7 51:1 52:7 61:6"),
  ]
}
