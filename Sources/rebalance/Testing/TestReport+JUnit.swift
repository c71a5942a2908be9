import Foundation

extension TestReport {
  /// The results in the XML that continuous integration systems read: a suite a folder, a test case
  /// a scenario and solver.
  func junit() -> String {
    var suites: [(folder: String, results: [Result])] = []
    for result in results {
      let folder = result.file.lastIndex(of: "/").map { String(result.file[..<$0]) } ?? ""
      if let i = suites.firstIndex(where: { $0.folder == folder }) {
        suites[i].results.append(result)
      } else {
        suites.append((folder, [result]))
      }
    }
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      "<testsuites name=\"rebalance test\"\(Self.counts(results))>",
    ]
    for (folder, results) in suites {
      let name = Self.escaped(folder.isEmpty ? "." : folder)
      lines.append("  <testsuite name=\"\(name)\"\(Self.counts(results))>")
      for result in results { lines += Self.testCase(result, in: name) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func counts(_ results: [Result]) -> String {
    let failures = results.count { $0.outcome == .failed }
    let errors = results.count { $0.outcome == .error }
    let skipped = results.count { $0.outcome == .nothingExpected }
    return " tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
      + (skipped > 0 ? " skipped=\"\(skipped)\"" : "")
      + " time=\"\(time(results.reduce(0) { $0 + $1.seconds }))\""
  }

  private static func testCase(_ result: Result, in suite: String) -> [String] {
    let name = escaped("\(result.name) (\(result.solver))")
    let start =
      "    <testcase name=\"\(name)\" classname=\"\(suite)\" file=\"\(escaped(result.file))\" "
      + "time=\"\(time(result.seconds))\""
    if result.outcome == .nothingExpected {
      return [start + ">", "      <skipped message=\"nothing expected\"/>", "    </testcase>"]
    }
    let details = result.lines
    guard let first = details.first else { return [start + "/>"] }
    let element = result.outcome == .error ? "error" : "failure"
    return [
      start + ">",
      "      <\(element) message=\"\(escaped(first))\">"
        + escaped(details.joined(separator: "\n")) + "</\(element)>",
      "    </testcase>",
    ]
  }

  private static func time(_ seconds: Double) -> String {
    String(format: "%.3f", locale: Locale(identifier: "en_US_POSIX"), seconds)
  }

  /// Text for content and attributes; what XML 1.0 cannot hold at all becomes U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{FFFE}"..."\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
