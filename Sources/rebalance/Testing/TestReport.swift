import Foundation
import PlacementSolver

/// All results of `rebalance test`, as `-o json` prints them.
struct TestReport: Encodable {
  /// One scenario planned in one way.
  struct Result: Encodable {
    var name: String
    var file: String
    var solver: String
    var outcome: ScenarioRun.Outcome
    var seconds: Double
    /// What the plan came to, where there is one.
    var plan: Figures?
    var differences: [Expectation.Difference]
    var violations: [Violation]
    var error: String?
  }

  /// The few figures of a plan that tell how good it is.
  struct Figures: Encodable {
    var status: Plan.Status
    var migrations: Int
    var objective: Double
    var bound: Double
    var captured: Double
    var digest: String
  }

  var apiVersion = Plan.documentVersion
  var kind = "TestReport"
  var passed = 0
  var failed = 0
  /// Scenarios without an expectation: planned and legal, and neither passed nor failed.
  var nothingExpected = 0
  var seconds = 0.0
  var results: [Result] = []

  var isSuccess: Bool { failed == 0 }

  mutating func add(_ run: ScenarioRun) {
    switch run.outcome {
    case .passed: passed += 1
    case .nothingExpected where run.isRecorded: passed += 1
    case .nothingExpected: nothingExpected += 1
    case .failed, .error: failed += 1
    }
    seconds += run.seconds
    results.append(Result(run))
  }

  /// The numbers in one line: `3 passed, 0 failed, 1 with nothing expected`.
  var summary: String {
    "\(passed) passed, \(failed) failed"
      + (nothingExpected > 0 ? ", \(nothingExpected) with nothing expected" : "")
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension TestReport.Result {
  /// What came of a run.
  init(_ run: ScenarioRun) {
    self.init(
      name: run.name,
      file: run.path,
      solver: run.solver.rawValue,
      outcome: run.outcome,
      seconds: run.seconds,
      plan: run.plan.map {
        TestReport.Figures(
          status: $0.status,
          migrations: $0.summary.migrations,
          objective: $0.solver.objective,
          bound: $0.solver.bound,
          captured: $0.solver.captured,
          digest: $0.digest
        )
      },
      differences: run.differences,
      violations: run.violations,
      error: run.error
    )
  }

  /// What is wrong, a line each; empty where nothing is.
  var lines: [String] {
    (error.map { [$0] } ?? []) + violations.map { "illegal: \($0)" }
      + differences.map(\.description)
  }
}
