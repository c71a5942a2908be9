import Foundation
import PlacementReport

/// Results go to standard output, everything else to standard error.
enum Console {
  /// Writes a result.
  ///
  /// A full disk or a closed output is an error like any other.
  static func print(_ text: String) throws {
    let data = Data((text.hasSuffix("\n") ? text : text + "\n").utf8)
    do {
      try FileHandle.standardOutput.write(contentsOf: data)
    } catch {
      throw Failure(.badInput, "error: standard output cannot be written to; is the disk full?")
    }
  }

  /// Writes a question, with the cursor left behind it.
  static func ask(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw Failure(.badInput, "error: standard output cannot be written to; is the disk full?")
    }
  }

  /// Writes a line for the user; there is nobody to tell where that is impossible.
  static func error(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }

  /// What standard output can show: colour on terminals only, and not where NO_COLOR is set.
  static var style: TerminalStyle {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let refusesColor = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let isASCII = ["C", "POSIX"].contains(locale ?? "UTF-8") && isTerminal
    return TerminalStyle(
      width: columns(environment, isTerminal),
      color: isTerminal && !refusesColor,
      unicode: !isASCII
    )
  }

  private static func columns(_ environment: [String: String], _ isTerminal: Bool) -> Int {
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    var size = winsize()
    if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return 100
  }
}
