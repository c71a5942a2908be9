import Foundation
import PlacementIO
import PlacementSolver

/// Writes what a plan came to into its scenario's file, as what is expected from now on.
///
/// A person should read it before it is trusted: what is recorded is what the plan is, not what
/// would be right. The text is put at the end, so that everything else in the file, comments
/// included, stays as it is.
struct ExpectationRecorder {
  let plan: Plan

  /// Moves beyond this many are counted and not listed: that would pin down too much.
  private static let mostMoves = 25

  /// Adds the expectation to a file that has none, and reads it back.
  ///
  /// - Throws: `InputError` where the file cannot be written, or its text ends in a way that nothing
  ///   can be added to; then it stays as it was.
  func record(into path: String) throws {
    let data = try DocumentReader.contents(path: path)
    let text = String(decoding: data, as: UTF8.self)
    let isJSON = text.first { !$0.isWhitespace } == "{"
    let recorded = isJSON ? json(text) : yaml(text)
    let url = URL(fileURLWithPath: path)
    do {
      let scenario = try Scenario(Data(recorded.utf8), file: path)
      let differences = scenario.expect?.differences(from: plan, for: scenario.inventory.cluster)
      guard differences == [] else {
        throw InputError(file: path, message: "what was recorded reads differently")
      }
    } catch {
      throw InputError(
        file: path,
        message: "nothing can be added to this text; write 'expect' by hand"
      )
    }
    do {
      try Data(recorded.utf8).write(to: url, options: .atomic)
    } catch {
      throw InputError(file: path, message: "cannot be written; check its permissions")
    }
  }

  private func yaml(_ text: String) -> String {
    var lines = [text.hasSuffix("\n") ? text : text + "\n"]
    lines.append("# Recorded from a plan; read it before you trust it.\nexpect:\n")
    for (key, value) in entries { lines.append("  \(key): \(value.text(plain: true))\n") }
    return lines.joined()
  }

  private func json(_ text: String) -> String {
    guard let end = text.lastIndex(of: "}") else { return text }
    let before = text[..<end].reversed().drop { $0.isWhitespace }.reversed()
    let body = entries.map { "    \"\($0)\": \($1.text(plain: false))" }.joined(separator: ",\n")
    return String(before) + ",\n  \"expect\": {\n\(body)\n  }\n}\n"
  }

  private var entries: [(key: String, value: Value)] {
    var entries: [(key: String, value: Value)] = [("status", .word(plan.status.rawValue))]
    let count = plan.summary.migrations
    entries.append(("migrations", .map([("atLeast", .number(count)), ("atMost", .number(count))])))
    let last = Dictionary(plan.migrations.map { ($0.vm, $0) }, uniquingKeysWith: { $1 })
    let moved = last.values.sorted { $0.vm < $1.vm }
    if !moved.isEmpty, moved.count <= Self.mostMoves {
      entries.append(("placements", .map(moved.map { ($0.vm, .word($0.to)) })))
      entries.append(("types", .map(moved.map { ($0.vm, .word($0.type.rawValue)) })))
    }
    let load = [
      ("cpu", plan.balance.cpu.after), ("memory", plan.balance.memory.after),
    ]
    entries.append(
      ("load", .map(load.map { ($0, .map([("stddevAtMost", .fraction(Self.above($1)))])) }))
    )
    if !plan.blocked.isEmpty {
      entries.append(
        (
          "blocked",
          .map(
            plan.blocked.map { blocked in
              let codes = Set(blocked.reasons.map(\.code.family)).sorted()
              return (blocked.vm, .list(codes.map { .word($0) }))
            }
          )
        )
      )
    }
    return entries
  }

  /// The number with four digits after the point that is not below.
  private static func above(_ value: Double) -> Double { (value * 1e4).rounded(.up) / 1e4 }

  /// The little of YAML and JSON that expectations need.
  private indirect enum Value {
    case word(String)
    case number(Int)
    case fraction(Double)
    case list([Value])
    case map([(String, Value)])

    /// Flow style; words without quotes where YAML can do without.
    func text(plain: Bool) -> String {
      switch self {
      case .word(let word): Self.quoted(word, plain: plain)
      case .number(let number): "\(number)"
      case .fraction(let number): "\(number)"
      case .list(let values):
        "[" + values.map { $0.text(plain: plain) }.joined(separator: ", ") + "]"
      case .map(let pairs):
        "{"
          + pairs.map { "\(Self.quoted($0, plain: plain)): \($1.text(plain: plain))" }
          .joined(separator: ", ") + "}"
      }
    }

    private static func quoted(_ word: String, plain: Bool) -> String {
      // Digits first might be a number, and these words something else than text.
      let isPlain =
        word.first?.isLetter == true
        && word.utf8.allSatisfy {
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            || [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains($0)
        }
        && !["true", "false", "null"].contains(word.lowercased())
      if plain, isPlain { return word }
      let data = try? JSONSerialization.data(
        withJSONObject: word,
        options: [.fragmentsAllowed, .withoutEscapingSlashes]
      )
      return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\(word)\""
    }
  }
}
