import Foundation
import PlacementIO

/// The medians of an earlier run, as `--format json` wrote them, to compare with.
struct Baseline {
  private var objectives: [Key: Double] = [:]

  private struct Key: Hashable {
    var nodes: Int
    var virtualMachines: Int
    var kind: String
    var solver: String
  }

  private struct Document: Decodable {
    var kind: String
    var rows: [Row]

    struct Row: Decodable {
      var nodes: Int
      var virtualMachines: Int
      var kind: String
      var solver: String
      var median: [String: Double]
    }
  }

  /// Reads a run.
  init(contentsOfFile path: String) throws(InputError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError(file: path, message: "cannot be read; check the path and its permissions")
    }
    try self.init(data: data, file: path)
  }

  init(data: Data, file: String) throws(InputError) {
    guard let document = try? JSONDecoder().decode(Document.self, from: data),
      document.kind == "Benchmark"
    else {
      throw InputError(file: file, message: "is no result of rebalance-bench --format json")
    }
    for row in document.rows {
      let key = Key(
        nodes: row.nodes,
        virtualMachines: row.virtualMachines,
        kind: row.kind,
        solver: row.solver
      )
      objectives[key] = row.median["objective"]
    }
  }

  /// One row against the earlier run.
  struct Verdict {
    var name: String
    /// `nil` where the earlier run does not have the row.
    var before: Double?
    var after: Double?
    /// Whether the objective is worse than before by more than the tolerance.
    var isRegression: Bool

    var line: String {
      func number(_ value: Double?) -> String {
        value.map { String(format: "%.4f", $0) } ?? "none"
      }
      return "\(isRegression ? "REGRESSION" : before == nil ? "new" : "ok") \(name): "
        + "objective \(number(before)) -> \(number(after))"
    }
  }

  /// Compares rows with those of the earlier run that have the same size, kind and solver.
  ///
  /// - Parameter tolerance: By what share the objective may be larger than before.
  func compare(_ rows: [Row], tolerance: Double) -> [Verdict] {
    rows.map { row in
      let key = Key(
        nodes: row.size.nodes,
        virtualMachines: row.size.virtualMachines,
        kind: row.kind,
        solver: row.solver.rawValue
      )
      let before = objectives[key]
      let after = row.median(\.objective)
      let most = before.map { $0 * (1 + tolerance) + 1e-9 }
      return Verdict(
        name: "\(row.size) \(row.kind) \(row.solver.rawValue)",
        before: before,
        after: after,
        isRegression: most.map { (after ?? .infinity) > $0 } ?? false
      )
    }
  }
}
