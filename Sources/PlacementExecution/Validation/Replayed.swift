import PlacementChecker
import PlacementModel

/// What is left of a plan, as a plan of its own for the checker.
struct Replayed {
  private let moves: [Plan.Migration]
  private let plan: Plan
  /// The number in the original plan by the number in this one.
  private let originals: [Int]

  init(_ moves: [Plan.Migration], of original: Plan) {
    originals = moves.map(\.id)
    var plan = original
    plan.migrations = []
    plan.batches = []
    for (i, move) in moves.enumerated() {
      var move = move
      move.id = i + 1
      let isNew = i == 0 || moves[i - 1].batch != move.batch || moves[i - 1].type != move.type
      if isNew || move.type == .cold {
        plan.batches.append(
          Plan.Batch(
            number: plan.batches.count + 1,
            type: move.type,
            migrations: [],
            estimatedSeconds: 0
          )
        )
      }
      move.batch = plan.batches.count
      plan.batches[plan.batches.count - 1].migrations.append(move.id)
      plan.migrations.append(move)
    }
    self.plan = plan
    self.moves = plan.migrations
  }

  /// The codes that make a move impossible; the others are about the document and its figures, or
  /// about limits, which a run keeps by itself.
  private static let serious: Set<Violation.Code> = [
    .unknownVM, .unknownNode, .from, .sameNode, .type, .frozen, .parking, .notReady, .cordoned,
    .draining, .taint, .nodeSelector, .nodeAffinity, .cpuModel, .localVolume, .nodeLabel,
    .losesData,
    .restartPending, .fence, .ban,
    .capacity, .quota, .antiAffinity, .affinity, .spread, .dependency,
    .nodeFailure,
  ]

  /// The moves that the checker objects to, by their number in the original plan.
  func objections(of checker: PlanChecker) -> [Int: String] {
    var found: [Int: String] = [:]
    for violation in checker.check(plan).violations
    where Self.serious.contains(violation.code) {
      guard let position = culprit(of: violation) else { continue }
      let id = originals[position]
      found[id] = found[id] ?? "\(violation.code.rawValue): \(violation.message)"
    }
    return found
  }

  /// The move to drop for a violation: its VM's, else the last that could be to blame.
  private func culprit(of violation: Violation) -> Int? {
    let candidates = moves.indices.filter { i in
      (violation.batch.map { moves[i].batch == $0 } ?? true)
    }
    if let vm = violation.vm {
      if let own = candidates.last(where: { moves[$0].vm == vm }) { return own }
      if let any = moves.indices.last(where: { moves[$0].vm == vm }) { return any }
    }
    if let node = violation.node, let arrival = candidates.last(where: { moves[$0].to == node }) {
      return arrival
    }
    // Without a batch it is about the end or the inventory, which no single move is to blame for.
    return violation.batch == nil ? nil : candidates.last
  }
}
