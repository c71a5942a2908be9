import PlacementModel

/// Replays a plan against the inventory it was made for, and recomputes every number in it.
///
/// The checker is written from the rules alone and shares no code with the solver, so that an
/// error in one of them shows. It accepts any document: whatever is wrong becomes a ``Violation``.
public struct PlanChecker: Sendable {
  private let inventory: Inventory
  private let goal: Goal
  private let scorer: Scorer
  private let failures: FailureRules?
  /// The inventory's digest, where it is known already.
  private let digest: String?
  /// Whether plans come from their maker and not from a file, so that their digest was just computed.
  private var isSealed = false

  /// Prepares for an inventory and the goal that plans are made for.
  public init(inventory: Inventory, goal: Goal) {
    self.init(inventory: inventory, goal: goal, digest: nil)
  }

  /// Prepares for plans that were just made, from an inventory whose digest is known: of large ones
  /// computing digests again would take as long as the rest of the check.
  package init(sealedFor inventory: Inventory, goal: Goal, digest: String) {
    self.init(inventory: inventory, goal: goal, digest: digest)
    isSealed = true
  }

  private init(inventory: Inventory, goal: Goal, digest: String?) {
    self.inventory = inventory
    self.goal = goal
    self.digest = digest
    scorer = Scorer(inventory: inventory, goal: goal)
    failures = FailureRules(inventory, goal)
  }

  /// Replays plans by what they assume: the inventory and goal with the relaxations applied.
  private init(_ plan: Plan, assumedBy checker: PlanChecker) {
    inventory = checker.inventory
    goal = checker.goal
    digest = checker.digest
    isSealed = checker.isSealed
    let relaxed = plan.relaxed(checker.inventory, checker.goal)
    scorer = Scorer(inventory: relaxed.inventory, goal: relaxed.goal)
    failures = FailureRules(relaxed.inventory, relaxed.goal)
  }

  /// Checks one plan.
  ///
  /// - Complexity: O(VMs + nodes) once, and for each batch what its movers touch; where a rule asks
  ///   for room for the failure of a node, O(VMs · nodes) for each batch.
  public func check(_ plan: Plan) -> CheckReport {
    let isRelaxed = plan.relaxations.contains { $0.applied }
    return isRelaxed ? PlanChecker(plan, assumedBy: self).replay(plan) : replay(plan)
  }

  private func replay(_ plan: Plan) -> CheckReport {
    let facts = scorer.facts
    let yardstick = Yardstick(facts)
    var walk = Walk(yardstick, plan.stipulations, failures: failures)
    walk.note(facts.defects.map { Violation(.inventory, $0) })
    walk.note(documentProblems(plan))
    walk.take(PlanOutline(plan.migrations, plan.batches))
    if plan.timeline != nil {
      walk.note(StreamCheck(yardstick, walk.stream).problems())
      walk.note(TimelineCheck(plan, facts).problems())
    }
    walk.note(walk.travels.problems(plan))
    let score = scorer.score(
      walk.replay.state,
      walk.travels.paid,
      fixed: fixedNodes(plan.stipulations)
    )
    walk.note(endProblems(plan, walk.replay.state, yardstick, score))
    walk.note(FigureCheck(plan, score, facts).problems())
    walk.note(digestProblems(plan))
    let replay = walk.replay
    return CheckReport(violations: replay.violations, transcript: replay.transcript)
  }

  // MARK: - The document

  private func documentProblems(_ plan: Plan) -> [Violation] {
    var found: [Violation] = []
    if plan.apiVersion != Plan.documentVersion || plan.kind != Plan.documentKind {
      found.append(
        Violation(
          .document,
          "\(plan.apiVersion) \(plan.kind) instead of \(Plan.documentVersion) \(Plan.documentKind)"
        )
      )
    }
    // Weights count by their proportion.
    var stated = plan.goal
    let weights = (stated.weights.normalized, goal.weights.normalized)
    stated.weights = goal.weights
    if stated != goal || !isClose(weights.0.cpu, weights.1.cpu)
      || !isClose(weights.0.memory, weights.1.memory)
    {
      found.append(Violation(.goal, "the plan was made for another goal"))
    }
    if plan.loadSource != scorer.loadSource {
      found.append(
        Violation(
          .loadSource,
          "\(plan.loadSource.rawValue) instead of \(scorer.loadSource.rawValue)"
        )
      )
    }
    if goal.onInfeasible != .relax, plan.relaxations.contains(where: \.applied) {
      found.append(Violation(.goal, "the goal does not allow that relaxations are applied"))
    }
    return found
  }

  private func digestProblems(_ plan: Plan) -> [Violation] {
    var found: [Violation] = []
    func compare(_ code: Violation.Code, _ stated: String, _ compute: () throws -> String) {
      do {
        let computed = try compute()
        if stated != computed {
          found.append(Violation(code, "\"\(stated)\" instead of \"\(computed)\""))
        }
      } catch {
        found.append(Violation(code, "it cannot be computed: \(error)"))
      }
    }
    if !isSealed { compare(.digest, plan.digest, plan.computedDigest) }
    compare(.inventoryDigest, plan.inventoryDigest) { try digest ?? inventory.digest() }
    // What the plan would be changed and carried out by must be what it was made for.
    if let embedded = plan.inventory, embedded != inventory {
      compare(.inventoryDigest, plan.inventoryDigest, embedded.digest)
    }
    return found
  }

  // MARK: - The end

  private func endProblems(
    _ plan: Plan,
    _ state: State,
    _ yardstick: Yardstick,
    _ score: Score
  ) -> [Violation] {
    let facts = scorer.facts
    var found: [Violation] = []
    var state = state
    let rules = EndRules(yardstick)
    for vm in facts.vms.indices
    where !facts.active[vm] && state.position[vm] != facts.home[vm] {
      found += rules.startProblems(of: vm, in: &state)
    }
    let broken = BrokenCheck(plan, score, named: facts.ruleNames)
    let blocked = BlockedCheck(plan, state, breaksRequiredRule: score.breaksRequiredRule)
    return found + broken.problems() + blocked.problems() + stipulationProblems(plan, state)
  }

  /// The nodes on which VMs with a fixed assignment must end, as far as they are known.
  private func fixedNodes(_ stipulations: Stipulations?) -> [Int: Int] {
    var nodes: [Int: Int] = [:]
    for (name, node) in stipulations?.fixed ?? [:] {
      guard let vm = scorer.facts.vmIndex[name], let n = scorer.facts.nodeIndex[node] else {
        continue
      }
      nodes[vm] = n
    }
    return nodes
  }

  /// Where a plan does not keep what was decided before; one that plans nothing need not.
  private func stipulationProblems(_ plan: Plan, _ state: State) -> [Violation] {
    let facts = scorer.facts
    let fixed = plan.stipulations?.fixed ?? [:]
    return fixed.sorted { $0.key < $1.key }.compactMap { name, node in
      guard let vm = facts.vmIndex[name] else {
        return Violation(.unknownVM, "a stipulation names no such VM", vm: name)
      }
      guard let end = facts.nodeIndex[node] else {
        return Violation(.unknownNode, "a stipulation names no such node", vm: name, node: node)
      }
      if plan.status == .infeasible || state.position[vm] == end { return nil }
      return Violation(
        .stipulation,
        "it does not end there, as was stipulated",
        vm: name,
        node: node
      )
    }
  }
}

/// Whether two figures of a document agree: to 10⁻⁹, or 10⁻⁶ of their size.
///
/// Nothing agrees with what is no number.
func isClose(_ a: Double, _ b: Double) -> Bool {
  if a == b { return true }
  guard a.isFinite, b.isFinite else { return false }
  return abs(a - b) <= 1e-9 + 1e-6 * max(abs(a), abs(b))
}
