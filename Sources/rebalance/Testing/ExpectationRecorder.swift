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
    (text.hasSuffix("\n") ? text : text + "\n")
      + "# Recorded from a plan; read it before you trust it.\nexpect:\n"
      + DocumentWriter(.yaml).entries(of: ExpectationWriter.document(expectation), indent: 2)
  }

  private func json(_ text: String) -> String {
    guard let end = text.lastIndex(of: "}") else { return text }
    let before = text[..<end].reversed().drop { $0.isWhitespace }.reversed()
    return String(before) + ",\n  \"expect\": {\n"
      + DocumentWriter(.json).entries(of: ExpectationWriter.document(expectation), indent: 4)
      + "  }\n}\n"
  }

  private var expectation: Expectation {
    var expect = Expectation()
    expect.status = plan.status
    let count = plan.summary.migrations
    expect.migrations = Expectation.Count(atMost: count, atLeast: count)
    let last = Dictionary(plan.migrations.map { ($0.vm, $0) }, uniquingKeysWith: { $1 })
    if last.count <= Self.mostMoves {
      expect.placements = last.mapValues { [$0.to] }
      expect.types = last.mapValues(\.type)
    }
    expect.load = [
      "cpu": Expectation.Load(stddevAtMost: Self.above(plan.balance.cpu.after)),
      "memory": Expectation.Load(stddevAtMost: Self.above(plan.balance.memory.after)),
    ]
    for blocked in plan.blocked {
      expect.blocked[blocked.vm] = Set(blocked.reasons.map(\.code.family)).sorted()
    }
    return expect
  }

  /// The number with four digits after the point that is not below.
  private static func above(_ value: Double) -> Double { (value * 1e4).rounded(.up) / 1e4 }
}
