/// A contact's place in the table of this process: a small number that stays the same while it runs.
///
/// Rows stand for contacts everywhere inside the program; ids appear only at the border to disk and server.
public typealias ContactRow = Int
