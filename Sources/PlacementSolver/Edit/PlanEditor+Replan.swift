import PlacementModel

extension PlanEditor {
  /// Plans anew what nobody decided by hand; what there is stays where nothing better is found.
  ///
  /// The bound stays that of the plan as it was made: it holds for every placement.
  mutating func reoptimize(_ edit: Plan.Edit, _ whole: SolveContext) throws {
    let decided = decisions
    var inventory = problem.inventory
    for v in decided.unplaced { inventory.cluster.virtualMachines[v].powerState = .stopped }
    if widest == 1 { inventory.policy.migration.parallelPerCluster = 1 }
    let task = try Problem(
      inventory: inventory,
      goal: problem.goal,
      stipulations: decided.stipulations
    )
    var quick = options
    quick.provesBound = false
    var context = whole.solve(options, work: options.workLimit ?? Portfolio.defaultWork(task))
    var portfolio = Portfolio(problem: task, options: quick, backend: backend)
    portfolio.warmStart = activeDestinations
    let result = portfolio.run(&context)
    let kept = self
    do {
      try take(edit, result.best)
    } catch let error as PlanEditError where error.code != .incomplete {
      self = kept
    }
    if plan.blocked.count > kept.plan.blocked.count
      || plan.solver.objective >= kept.plan.solver.objective - 1e-9
    {
      self = kept
    }
    plan.solver.work += context.work
  }

  /// Makes the moves that were found the plan's.
  private mutating func take(_ edit: Plan.Edit, _ found: Portfolio.Candidate) throws {
    steps = found.order.batches.flatMap { $0 }
    var order: Orderer.Order
    if widest == 1 {
      let exact = Sequencer(problem: problem, widest: widest).follow(steps)
      if let stuck = exact.stuck {
        throw noOrder(edit, stuck: steps[stuck], at: exact.order.placement)
      }
      order = exact.order
    } else {
      order = Orderer.Order(placement: end)
      order.batches = found.order.batches
      order.parkingPrice = found.order.parkingPrice
    }
    plan.solver.method = found.method
    try settle(edit, order)
  }

  /// What was decided by hand, and before the plan was made.
  private var decisions: (stipulations: Stipulations, unplaced: [Int]) {
    var stipulations = plan.stipulations ?? Stipulations()
    var unplaced: Set<Int> = []
    for edit in plan.edits {
      guard let name = edit.decided.first, let vm = vmID[name] else { continue }
      let home = Int(problem.start[vm])
      unplaced.remove(vm)
      if let node = edit.node {
        stipulations.fixed[name] = node
      } else if home >= 0 {
        stipulations.fixed[name] = problem.nodeName(home)
      } else {
        // Nothing to stay on: it is left out of the task.
        stipulations.fixed[name] = nil
        unplaced.insert(vm)
      }
    }
    return (stipulations, unplaced.sorted())
  }

  /// Takes an alternative, with what was decided by hand kept; whether the plan is made already.
  mutating func accept(_ edit: Plan.Edit, _ whole: SolveContext) throws -> Bool {
    let offers = plan.alternatives ?? []
    guard let number = edit.alternative, let wanted = plan.alternative(number) else {
      throw PlanEditError(
        .unknownAlternative,
        edit,
        offers.isEmpty
          ? "the plan proposes no alternatives"
          : "the plan has no such alternative; its are 1 to \(offers.count)"
      )
    }
    if wanted.kind == .sequential {
      // The moves stay the same: only their order is another.
      widest = 1
      return false
    }
    let decided = decisions
    guard decided.unplaced.isEmpty else {
      throw PlanEditError(
        .incomplete,
        edit,
        "not with \(problem.names[decided.unplaced[0]]) left out: accept first, then skip it"
      )
    }
    var asked = plan
    asked.stipulations = decided.stipulations
    let planner = Planner(options: options, backend: backend)
    var accepted = try planner.accept(
      alternative: number,
      of: asked,
      context: whole
    )
    let isWorse = accepted.status == .infeasible || accepted.blocked.count > plan.blocked.count
    if isWorse {
      throw PlanEditError(
        .noPlan,
        edit,
        decided.stipulations.isEmpty
          ? "no plan was found for it" : "no plan was found for it that keeps what was decided"
      )
    }
    var kept = plan.stipulations ?? Stipulations()
    kept.fixed.merge(wanted.stipulations?.fixed ?? [:]) { $1 }
    accepted.stipulations = kept.isEmpty ? nil : kept
    accepted.edits = plan.edits
    try open(accepted)
    explain(edit, in: &plan)
    return true
  }
}

extension Plan {
  func alternative(_ number: Int) -> Alternative? {
    alternatives?.first { $0.number == number }
  }
}

extension Plan.Edit {
  /// The VMs whose end it decides.
  var decided: [String] {
    switch action {
    case .skip, .retarget, .include: vms
    case .reorder, .sequential, .reoptimize, .accept: []
    }
  }
}

extension Stipulations {
  /// The stipulations that do not speak of some VMs; `nil` where none is left.
  func without(_ vms: [String]) -> Stipulations? {
    let rest = Stipulations(fixed: fixed.filter { !vms.contains($0.key) })
    return rest.isEmpty ? nil : rest
  }
}
