/// Shortens the tables and lists of a report, so that an assistant can take it in.
///
/// Every section stays; the document in full is a resource.
enum Abridgement {
  /// The most rows of a table, or lines of a list, that are kept.
  private static let mostRows = 60

  /// The Markdown with the rest of each long table and list left out, and counted.
  static func of(_ markdown: String) -> String {
    var lines: [Substring] = []
    var (kind, count): (Character?, Int) = (nil, 0)
    var omitted = 0
    func isRow(_ line: Substring) -> Bool { line.hasPrefix("|") || line.hasPrefix("- ") }
    func close() {
      if omitted > 0 { lines += ["", "… and \(omitted) more; the whole report has them."] }
      (kind, count, omitted) = (nil, 0, 0)
    }
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      guard isRow(line) else {
        close()
        lines.append(line)
        continue
      }
      if kind != line.first { close() }
      kind = line.first
      count += 1
      // A table has two lines of head.
      if count <= mostRows + (kind == "|" ? 2 : 0) { lines.append(line) } else { omitted += 1 }
    }
    close()
    return lines.joined(separator: "\n")
  }
}
