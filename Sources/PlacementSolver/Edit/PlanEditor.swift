import PlacementModel

/// Changes a plan as its reader wants, recomputes everything, and says what each change costs.
///
/// ```swift
/// var editor = try PlanEditor(plan)
/// try editor.apply([.skip("prod/app-05"), .retarget("prod/db-01", to: "worker-04")])
/// print(editor.plan.edits.map(\.effect))
/// ```
///
/// Nothing is solved again, except by ``/PlacementModel/Plan/Edit/reoptimize`` and
/// ``/PlacementModel/Plan/Edit/accept(alternative:)``: the other moves stay as they are. An edit that
/// would lead to an illegal state is refused with the reasons.
public struct PlanEditor: Sendable {
  /// The plan with all edits made.
  public internal(set) var plan: Plan
  /// How to look for a plan where one is asked for.
  public var options: SolverOptions
  /// What solves mixed-integer programs where a plan is asked for; `nil` does without.
  public var backend: (any MIPBackend)? = Planner.defaultBackend
  /// What the plan was made for, with the relaxations that it applies; of its stipulations only
  /// those that let a stopped VM move, as its reader may decide otherwise.
  private(set) var problem: Problem
  let vmID: [String: Int]
  let nodeID: [String: Int]
  /// The moves in order.
  var steps: [Transit.Step]
  /// The most moves in a batch.
  var widest: Int

  /// Opens a plan.
  ///
  /// O(V·classes + N·classes + rules).
  ///
  /// - Throws: ``PlanningError`` where the plan does not hold its inventory, or does not fit it.
  public init(_ plan: Plan, options: SolverOptions = SolverOptions()) throws {
    problem = try Self.problem(of: plan)
    let cluster = problem.inventory.cluster
    vmID = Dictionary(
      problem.names.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    nodeID = Dictionary(
      cluster.nodes.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    self.plan = plan
    self.options = options
    widest = plan.edits.contains { $0.action == .sequential } ? 1 : .max
    steps = []
    steps = try plan.migrations.map { try step($0) }
  }

  private static func problem(of plan: Plan) throws -> Problem {
    guard let inventory = plan.inventory else {
      throw PlanningError(
        code: .noInventory,
        message: "the plan does not hold the cluster it was made for; make it anew"
      )
    }
    let relaxed = plan.relaxed(inventory, plan.goal)
    // Stopped VMs on nodes that stay in use move only because somebody said so.
    let told = Set(
      relaxed.inventory.cluster.virtualMachines.filter { vm in
        !vm.isActive && !(vm.node.map(relaxed.goal.drain.contains) ?? true)
      }
      .map(\.fullName)
    )
    let fixed = (plan.stipulations?.fixed ?? [:]).filter { told.contains($0.key) }
    return try Problem(
      inventory: relaxed.inventory,
      goal: relaxed.goal,
      stipulations: Stipulations(fixed: fixed)
    )
  }

  /// Goes on with another plan for the same cluster.
  mutating func open(_ other: Plan) throws {
    problem = try Self.problem(of: other)
    steps = try other.migrations.map { try step($0) }
    plan = other
  }

  private func step(_ migration: Plan.Migration) throws -> Transit.Step {
    guard let vm = vmID[migration.vm], let to = nodeID[migration.to] else {
      throw PlanningError(
        code: .unknownNode,
        message: "migration \(migration.id) names a VM or a node that is not in the inventory"
      )
    }
    let from = migration.from.map { nodeID[$0] ?? -1 } ?? -1
    if migration.type != .place, from < 0 {
      throw PlanningError(
        code: .unknownNode,
        message: "migration \(migration.id) starts on a node that is not in the inventory"
      )
    }
    return Transit.Step(
      vm: vm,
      from: from,
      to: to,
      type: migration.type,
      isFallback: migration.flags.contains(.coldFallback),
      isParking: migration.kind == .parking
    )
  }

  /// Makes some edits, one after the other.
  ///
  /// Where only all of them together are legal, they are priced together. The plan is as it was
  /// where any of them cannot be made.
  ///
  /// O(V + N + moves · groups + batches · V) for each edit that does not plan anew.
  ///
  /// - Parameters:
  ///   - edits: What to change.
  ///   - context: A deadline for what is planned again, who may stop it, and who is told how that
  ///     goes.
  /// - Throws: ``PlanEditError`` where an edit is not legal, with what would be.
  public mutating func apply(
    _ edits: [Plan.Edit],
    context: SolveContext = SolveContext()
  ) throws {
    var draft = self
    var waiting: [Plan.Edit] = []
    var obstacle: PlanEditError?
    for edit in edits {
      waiting.append(edit)
      do {
        let before = draft.plan
        try draft.make(edit, context)
        let effect = Plan.Edit.Effect(from: before, to: draft.plan)
        for var made in waiting {
          made.effect = effect
          if let taken = made.alternative.flatMap({ before.alternative($0) }) {
            made.title = taken.title
            // It is made of the same moves: what comes later keeps to it.
            if taken.kind == .sequential { made.action = .sequential }
          }
          draft.plan.edits.append(made)
        }
        draft.plan.digest = try draft.plan.computedDigest()
        (waiting, obstacle) = ([], nil)
      } catch let error as PlanEditError where error.code == .noOrder {
        obstacle = obstacle ?? error
      }
    }
    if let obstacle { throw obstacle }
    self = draft
  }

  // MARK: One edit

  /// Changes the moves, and the plan where they can be carried out.
  private mutating func make(_ edit: Plan.Edit, _ whole: SolveContext) throws {
    try decideStopped(edit)
    switch edit.action {
    case .skip:
      let vm = try mover(edit)
      steps.removeAll { $0.vm == vm }
    case .retarget, .include: try send(edit)
    case .reorder: try reorder(edit)
    case .sequential: widest = 1
    case .reoptimize: return try reoptimize(edit, whole)
    case .accept:
      if try accept(edit, whole) { return }
    }
    let exact = Sequencer(problem: problem, widest: widest).follow(steps)
    var order = exact.order
    let isFree = ![.reorder, .accept].contains(edit.action) && widest == .max
    if isFree, exact.stuck != nil || steps.contains(where: \.isParking) {
      // Another order may do, or do with fewer parking moves.
      var context = whole.trial(work: nil)
      let free = Orderer(problem: problem).order(to: destinations, &context)
      let reaches = free.unreachable.isEmpty && free.placement.node == activeDestinations
      if reaches, exact.stuck != nil || free.objective(problem) < order.objective(problem) - 1e-12 {
        order = free
        order.batches += steps.filter { !problem.isActive($0.vm) }.map { [$0] }
        steps = order.batches.flatMap { $0 }
      } else if let stuck = exact.stuck {
        throw noOrder(edit, stuck: steps[stuck], at: exact.order.placement)
      }
    } else if let stuck = exact.stuck {
      throw noOrder(edit, stuck: steps[stuck], at: exact.order.placement)
    }
    try settle(edit, order)
  }

  /// Where everything ends, stopped VMs included.
  private var destinations: [Int32] {
    var nodes = problem.start
    for step in steps { nodes[step.vm] = Int32(step.to) }
    return nodes
  }

  /// Where everything that runs ends.
  var activeDestinations: [Int32] {
    var nodes = problem.start
    for step in steps where problem.isActive(step.vm) { nodes[step.vm] = Int32(step.to) }
    return nodes
  }

  /// The VM that an edit is about.
  private func vm(_ edit: Plan.Edit) throws -> Int {
    guard let name = edit.vms.first, edit.vms.count == 1 else {
      throw PlanEditError(.incomplete, edit, "\(edit.action.rawValue) is about one VM")
    }
    guard let vm = vmID[name] else {
      throw PlanEditError(.unknownVM, edit, "there is no VM '\(name)'")
    }
    return vm
  }

  /// The VM that an edit is about, which the plan moves.
  private func mover(_ edit: Plan.Edit) throws -> Int {
    let vm = try vm(edit)
    guard steps.contains(where: { $0.vm == vm }) else {
      throw PlanEditError(.unknownVM, edit, "the plan does not move \(problem.names[vm])")
    }
    return vm
  }

  /// Sends a VM to another node, at the turn it had.
  private mutating func send(_ edit: Plan.Edit) throws {
    let p = problem
    let vm = edit.action == .retarget ? try mover(edit) : try vm(edit)
    guard let name = edit.node else {
      throw PlanEditError(.incomplete, edit, "say where \(p.names[vm]) is to go")
    }
    guard let node = nodeID[name] else {
      let known = p.inventory.cluster.nodes.prefix(8).map(\.name).joined(separator: ", ")
      throw PlanEditError(
        .unknownNode,
        edit,
        "there is no node '\(name)'; nodes are \(known)" + (p.nodeCount > 8 ? ", …" : "")
      )
    }
    if node == Int(p.start[vm]) {
      let isPlanned = steps.contains { $0.vm == vm }
      throw PlanEditError(
        .illegalTarget,
        edit,
        "\(p.names[vm]) is on \(name)" + (isPlanned ? ": skip its migration" : " already")
      )
    }
    let reasons = obstacles(vm, on: node)
    guard reasons.isEmpty, let move = p.move(vm, to: node) else {
      throw PlanEditError(
        .illegalTarget,
        edit,
        "\(p.names[vm]) cannot go to \(name)",
        reasons: reasons,
        targets: targets(vm)
      )
    }
    let turn = steps.firstIndex { $0.vm == vm } ?? steps.count
    steps.removeAll { $0.vm == vm }
    let step = Transit.Step(
      vm: vm,
      from: Int(p.start[vm]),
      to: node,
      type: move.type,
      isFallback: move.isFallback
    )
    steps.insert(step, at: min(turn, steps.count))
  }

  /// Whether a VM is down on a node that stays in use, so that it moves only where it is told to.
  private func movesIfTold(_ vm: Int) -> Bool {
    let home = Int(problem.start[vm])
    return !problem.isActive(vm) && home >= 0 && !problem.isDrained[home]
  }

  /// Notes what is decided for such a VM among the plan's stipulations.
  private mutating func decideStopped(_ edit: Plan.Edit) throws {
    for name in edit.decided {
      guard let vm = vmID[name], movesIfTold(vm) else { continue }
      var fixed = plan.stipulations ?? Stipulations()
      if edit.action == .skip {
        fixed.fixed[name] = nil
      } else if let node = edit.node.flatMap({ nodeID[$0] }), node != Int(problem.start[vm]) {
        fixed.fixed[name] = problem.nodeName(node)
      }
      plan.stipulations = fixed.isEmpty ? nil : fixed
      problem = try Self.problem(of: plan)
    }
  }

  /// Brings some moves to the front.
  private mutating func reorder(_ edit: Plan.Edit) throws {
    guard !edit.vms.isEmpty else {
      throw PlanEditError(.incomplete, edit, "say which migrations come first")
    }
    var rest = steps
    var front: [Transit.Step] = []
    for name in edit.vms {
      guard let vm = vmID[name], let turn = rest.firstIndex(where: { $0.vm == vm }) else {
        throw PlanEditError(.unknownVM, edit, "the plan does not move \(name) once more")
      }
      front.append(rest.remove(at: turn))
    }
    steps = front + rest
  }

  // MARK: The plan that comes out

  /// Writes the plan down, where its end keeps the rules.
  mutating func settle(_ edit: Plan.Edit, _ order: Orderer.Order) throws {
    let p = problem
    let nodes = destinations
    guard p.isLegal(order.placement), p.stoppedAreLegal(nodes, order.placement) else {
      throw illegalEnd(edit, order.placement, nodes)
    }
    if let stranding = p.stranding(order) { throw strands(edit, stranding, order) }
    let builder = PlanBuilder(problem: p, result: result(order, nodes))
    var changed = builder.plan()
    changed.inputWarnings = plan.inputWarnings
    changed.warnings = (plan.inputWarnings ?? []) + changed.warnings
    changed.edits = plan.edits
    changed.relaxations = plan.relaxations
    changed.alternatives = edit.action == .accept ? nil : plan.alternatives
    changed.stipulations = plan.stipulations?
      .without(edit.decided.filter { vmID[$0].map { !movesIfTold($0) } ?? true })
    changed.solver.seconds = plan.solver.seconds
    changed.solver.work = plan.solver.work
    changed.inventory = plan.inventory
    changed.inventoryDigest = plan.inventoryDigest
    explain(edit, in: &changed)
    plan = changed
  }

  /// The same search with another placement.
  private func result(_ order: Orderer.Order, _ nodes: [Int32]) -> Portfolio.Result {
    let p = problem
    let stopped = p.leavingStopped(nodes).reduce(0) { $0 + p.price[$1] }
    let candidate = Portfolio.Candidate(
      method: plan.solver.method,
      order: order,
      nodes: nodes,
      stuck: p.stuck(nodes),
      levels: p.levels(order.placement, stuck: p.stuck(nodes), order.batches),
      objective: order.objective(p) + stopped
    )
    var stay = candidate
    stay.objective = plan.solver.stay
    return Portfolio.Result(
      best: candidate,
      stay: stay,
      bound: plan.solver.bound,
      termination: plan.solver.termination,
      fallback: plan.solver.fallback,
      stuckIsProven: false,
      isByHand: true
    )
  }

  /// Says of what was decided by hand that it was.
  func explain(_ edit: Plan.Edit, in changed: inout Plan) {
    var node: [String: String?] = [:]
    for edit in plan.edits + [edit] {
      switch edit.action {
      case .skip: for vm in edit.vms { node[vm] = .some(nil) }
      case .retarget, .include: for vm in edit.vms { node[vm] = edit.node }
      case .reorder, .sequential, .reoptimize, .accept: break
      }
    }
    for i in changed.migrations.indices {
      let move = changed.migrations[i]
      if let chosen = node[move.vm], chosen == move.to {
        changed.migrations[i].reason = "\(move.to) was chosen by hand"
      }
    }
    for i in changed.blocked.indices where node[changed.blocked[i].vm] == .some(nil) {
      changed.blocked[i].reasons = [
        Reason(node: nil, code: .skipped, message: "its migration was skipped by hand")
      ]
    }
  }
}
