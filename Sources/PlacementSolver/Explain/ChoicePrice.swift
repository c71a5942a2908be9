import PlacementModel

/// What would become of a plan if a VM had to end on a node.
public struct ChoicePrice: Sendable, Hashable, Codable {
  /// The VM's full name.
  public var vm: String
  /// The node.
  public var node: String
  /// The rules that forbid it, whatever else moves; empty where it is possible.
  public var reasons: [Reason]
  /// What it would cost, by planning everything else around it; `nil` where it is impossible.
  public var price: Price?
  /// What the objective changes by with this choice and nothing else; `nil` where nothing else may
  /// stay as planned.
  public var alone: Double?
  /// All of it in English, a line each.
  public var lines: [String]

  /// The figures of the plan and of one with the choice made.
  public struct Price: Sendable, Hashable, Codable {
    /// The objective; smaller is better.
    public var objective: Plan.Change
    /// The standard deviations after each plan.
    public var balance: Plan.Balance
    /// The numbers of migrations.
    public var migrations: Plan.NodeState.Count
    /// The downtimes in seconds.
    public var downtimeSeconds: Plan.Change
    /// VMs that would then stay where they must not, or without a node, and do not by the plan.
    public var blocked: [String]
  }
}

extension Explainer {
  /// Why a VM does not end on a node: what forbids it, or what it would cost.
  ///
  /// The price is found by planning again with this choice fixed; it takes as long as planning.
  ///
  /// - Parameters:
  ///   - vmName: The VM's name.
  ///   - nodeName: The node's name.
  ///   - context: A deadline, and who may stop it; the price is then that of the best plan so far.
  /// - Throws: ``PlanningError`` where a name is unknown.
  public func whyNot(
    vm vmName: String,
    node nodeName: String,
    context: SolveContext = SolveContext()
  ) throws -> ChoicePrice {
    let v = try vm(vmName)
    let n = try node(nodeName)
    let (vmName, nodeName) = (problem.names[v], problem.nodeName(n))
    var answer = ChoicePrice(vm: vmName, node: nodeName, reasons: [], price: nil, lines: [])
    if Int(end.node[v]) == n, problem.isActive(v) {
      answer.lines = ["\(vmName) ends on \(nodeName) by this plan."]
      return answer
    }
    if Int(problem.start[v]) != n, let reasons = fixedReasons(v, n) {
      answer.reasons = reasons
      answer.lines = refusal(vmName, nodeName, reasons)
      return answer
    }
    if problem.isActive(v) { answer.alone = end.change(problem, moving: v, to: n) }
    if plan.status == .infeasible {
      answer.lines = [
        "No rule on \(vmName) and \(nodeName) alone forbids it, but the goal itself cannot be "
          + "reached: without a plan there is no price."
      ]
      return answer
    }
    var fixed = decided
    fixed.fixed[vmName] = nodeName
    let other: Plan
    do {
      other = try planner.draft(
        inventory,
        goal: goal,
        stipulations: fixed,
        startingFrom: ends,
        context: context
      ).plan
    } catch let error as PlanningError where error.code == .stipulation {
      answer.lines = ["\(error.message)."]
      return answer
    }
    guard other.status != .infeasible else {
      let reasons = other.blocked.first { $0.vm == vmName }?.reasons ?? []
      answer.reasons = reasons.isEmpty ? blockedElsewhere(other) : reasons
      answer.lines = refusal(vmName, nodeName, answer.reasons)
      return answer
    }
    let price = price(of: other)
    answer.price = price
    answer.lines = words(vmName, nodeName, price, other)
    if let alone = answer.alone, price.objective.after < plan.solver.objective + alone - 0.000_5 {
      let sign = alone < 0 ? "-" : "+"
      answer.lines.append(
        "With everything else as planned the objective would change by "
          + "\(sign)\(Figure.text(abs(alone)))."
      )
    }
    return answer
  }

  /// What is not open to planning: stipulations, and what somebody changed by hand.
  private var decided: Stipulations {
    var decided = plan.stipulations ?? Stipulations()
    for edit in plan.edits {
      guard let vm = edit.decided.first, let v = try? self.vm(vm), problem.isActive(v) else {
        continue
      }
      let n = Int(end.node[v])
      decided.fixed[vm] = n >= 0 ? problem.nodeName(n) : nil
    }
    return decided
  }

  /// Where the plan leads each VM that it moves.
  private var ends: [String: String] {
    Dictionary(plan.migrations.map { ($0.vm, $0.to) }, uniquingKeysWith: { $1 })
  }

  /// The rules that hold whatever else moves; `nil` where there are none.
  private func fixedReasons(_ v: Int, _ n: Int) -> [Reason]? {
    guard problem.passage(v, to: n) == nil || problem.role[v] == .frozen else { return nil }
    // A stopped VM goes where it is told to, also off a node that stays in use.
    if problem.role[v] == .idle, problem.mayMoveStopped[v], problem.start[v] >= 0,
      problem.mayStart(v, on: n)
    {
      return nil
    }
    let whyNot = WhyNot(problem: problem, placement: end, start: start)
    let moving: Set<String> = ["capacity", "antiAffinity", "affinity", "spread", "maxMigrations"]
    let details = inventory.cluster.virtualMachines[v]
    if details.pinned || details.isMigrating { return whyNot.reasons(for: v) }
    let reasons = whyNot.reasons(for: v, on: n).filter { !moving.contains($0.code.family) }
    return reasons.isEmpty ? nil : reasons
  }

  /// With this choice somebody else could no longer move who must.
  private func blockedElsewhere(_ other: Plan) -> [Reason] {
    other.blocked.prefix(3).map {
      Reason(node: nil, code: .unreachable, message: "\($0.vm) could then not move, as it must")
    }
  }

  private func refusal(_ vm: String, _ node: String, _ reasons: [Reason]) -> [String] {
    ["\(vm) cannot be on \(node):"] + reasons.map { "- \($0.message) (\($0.code))" }
  }

  private func price(of other: Plan) -> ChoicePrice.Price {
    func change(_ a: Plan.Change, _ b: Plan.Change) -> Plan.Change {
      Plan.Change(before: a.after, after: b.after)
    }
    return ChoicePrice.Price(
      objective: Plan.Change(before: plan.solver.objective, after: other.solver.objective),
      balance: Plan.Balance(
        cpu: change(plan.balance.cpu, other.balance.cpu),
        memory: change(plan.balance.memory, other.balance.memory),
        count: change(plan.balance.count, other.balance.count)
      ),
      migrations: Plan.NodeState.Count(
        before: plan.summary.migrations,
        after: other.summary.migrations
      ),
      downtimeSeconds: Plan.Change(
        before: plan.summary.downtimeSeconds,
        after: other.summary.downtimeSeconds
      ),
      blocked: other.blocked.map(\.vm).filter { vm in !plan.blocked.contains { $0.vm == vm } }
    )
  }

  private func words(
    _ vm: String,
    _ node: String,
    _ price: ChoicePrice.Price,
    _ other: Plan
  ) -> [String] {
    let more = price.migrations.after - price.migrations.before
    let moves =
      more == 0
      ? "as many moves"
      : "\(abs(more)) \(more > 0 ? "more" : "fewer") \(abs(more) == 1 ? "move" : "moves")"
    let cpu = price.balance.cpu.after - price.balance.cpu.before
    let memory = price.balance.memory.after - price.balance.memory.before
    var lines = [
      "\(vm) on \(node): \(Figure.points(cpu)) of standard deviation of CPU, "
        + "\(Figure.points(memory)) of memory, and \(moves).",
      "Objective \(Figure.text(price.objective.before)) as planned, "
        + "\(Figure.text(price.objective.after)) with this choice.",
    ]
    let downtime = price.downtimeSeconds.after - price.downtimeSeconds.before
    if abs(downtime) >= 1 {
      lines.append("\(Int(abs(downtime))) s \(downtime > 0 ? "more" : "less") downtime.")
    }
    if !price.blocked.isEmpty {
      let names = price.blocked.prefix(4).joined(separator: ", ")
      lines.append("No place would be left for \(names)\(price.blocked.count > 4 ? " …" : "").")
    } else if price.objective.after <= price.objective.before + 1e-9 {
      lines.append("It would be no worse: plan again with it, or allow more work.")
    }
    let ends = ends
    let others = other.migrations.filter { $0.vm != vm && ends[$0.vm] != $0.to }
    if !others.isEmpty {
      let names = others.prefix(4).map { "\($0.vm) → \($0.to)" }.joined(separator: ", ")
      lines.append("Then also: \(names)\(others.count > 4 ? " …" : "").")
    }
    return lines
  }
}
