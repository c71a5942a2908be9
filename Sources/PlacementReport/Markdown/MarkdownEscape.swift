/// Makes data harmless in Markdown, wherever in a line it stands.
///
/// Angle brackets and ampersands become entities, so that no reader takes them for HTML even
/// before it looks for Markdown; the rest is escaped with backslashes, as CommonMark has it.
enum MarkdownEscape {
  static func inline(_ data: String) -> String {
    var result = ""
    var scalars = Substring(data.printable).unicodeScalars
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "!" where scalars.first == "[": result += "\\!"
      case ":" where scalars.starts(with: "//".unicodeScalars):
        // Many readers turn a bare address into a link.
        result += "\\:"
      case "." where result.hasSuffix("www") || result.hasSuffix("WWW"): result += "\\."
      case "@" where scalars.first.map { $0.properties.isAlphabetic } ?? false:
        // A backslash does not keep a ticket system from notifying people; a gap does.
        result += "@&#8203;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Escapes what would open a list or a rule at the beginning of a block, and drops the spaces
  /// that would open a code block.
  static func blockStart(_ line: String) -> String {
    let line = String(line.drop { $0 == " " })
    guard let first = line.unicodeScalars.first else { return line }
    if first == "-" || first == "+" || first == "=" { return "\\" + line }
    let digits = line.unicodeScalars.prefix { (0x30...0x39).contains($0.value) }
    let rest = line.unicodeScalars.dropFirst(digits.count)
    guard !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")" else { return line }
    return String(Substring(digits)) + "\\" + String(Substring(rest))
  }
}
