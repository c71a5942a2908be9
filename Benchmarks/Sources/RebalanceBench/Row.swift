import PlacementSolver

/// One solver on the clusters of one size and kind.
struct Row {
  var kind: String
  var size: ClusterSize
  var solver: SolverOptions.Method
  var runs: [Run]

  var hasFailed: Bool { runs.contains { $0.violation != nil } }

  /// The median of a figure over the seeds that have it.
  func median(_ figure: (Figures) -> Double?) -> Double? {
    Self.median(runs.compactMap { $0.figures.flatMap(figure) })
  }

  /// The middle value, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let upper = sorted.dropFirst(sorted.count / 2).first,
      let lower = sorted.dropFirst((sorted.count - 1) / 2).first
    else { return nil }
    return (lower + upper) / 2
  }

  /// What the runs' words are: `planned`, or `planned 3, infeasible 2`.
  func summary(_ word: (Run) -> String) -> String {
    let words = runs.map(word)
    let kinds = words.removingDuplicates()
    guard kinds.count > 1 else { return kinds.first ?? "" }
    return kinds.map { kind in "\(kind) \(words.count { $0 == kind })" }.joined(separator: ", ")
  }

  var status: String { summary { $0.figures?.status.rawValue ?? "error" } }
  var termination: String { summary { $0.figures?.termination.rawValue ?? "error" } }
  var verdict: String { summary(\.verdict) }
}

extension ClusterSize: CustomStringConvertible {
  var description: String { "\(nodes)x\(virtualMachines)" }
}
