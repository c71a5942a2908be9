import PlacementModel

extension Portfolio {
  /// The work that an unasked solve gets: seconds.
  private static let exactWork = 6_000_000
  /// How often the program is solved again without what cannot be reached.
  private static let unreachableRounds = 8
  /// How much work may go into that.
  private static let unreachableWork = 4_000_000

  /// Solves the task as a mixed-integer program, where that is asked for or promising.
  func exact(from descended: Placement, _ pool: inout Pool, _ context: inout SolveContext) {
    guard options.method != .greedy, options.method != .search else { return }
    let size = programSize
    guard let backend else {
      if options.method != .auto {
        pool.fallback =
          "there is no solver for mixed-integer programs here; the plan is what local search found"
      }
      return
    }
    // Large neighbourhoods are part of the search.
    guard options.method != .lns else { return }
    if options.method == .auto {
      // A larger one where it may show that what is stuck need not be.
      guard size <= Self.exactBinaries * (pool.best.stuck.isEmpty ? 1 : 4) else { return }
    } else if size > Self.largestProgram {
      pool.fallback =
        "the program would have \(size) binaries, more than GLPK can use; "
        + "the plan is what local search found"
      return
    }
    pool.method = .exact
    tell(.exact, pool, context)
    let start = pool.incumbent ?? descended
    var solver = ExactSolver(problem: problem, backend: backend)
    if options.method == .auto { solver.workLimit = Self.exactWork }
    let outcome = solver.solve(
      from: start,
      stopped: stoppedNodes(start),
      &context,
      lpPath: options.lpPath
    )
    pool.termination = outcome.termination
    pool.bound = max(pool.bound, outcome.bound)
    pool.stuckIsProven = outcome.stuckIsProven
    if let failure = outcome.failure {
      pool.fallback = "GLPK failed (\(failure)); the plan is what local search found"
      pool.method = .search
    }
    let found = candidate(.exact, outcome.placement, context, stopped: outcome.nodes)
    let nodes = found.nodes.indices.map {
      problem.isActive($0) ? outcome.placement.node[$0] : outcome.nodes[$0]
    }
    var levels = problem.levels(outcome.placement, stuck: problem.stuck(nodes), [])
    levels.voluntary = outcome.rank.levels.voluntary
    pool.programLevels = levels
    add(found, to: &pool, context)
    tell(.exact, pool, context)
    if outcome.termination == .optimal { cutUnreachable(found, solver, &pool, &context) }
  }

  /// Cuts off what no order leads to, and solves again for the next best.
  private func cutUnreachable(
    _ first: Candidate,
    _ solver: ExactSolver,
    _ pool: inout Pool,
    _ context: inout SolveContext
  ) {
    var solver = solver
    var last = first
    let firstWork = context.work
    for _ in 0..<Self.unreachableRounds where context.work - firstWork < Self.unreachableWork {
      guard !last.order.unreachable.isEmpty, context.termination == nil else { return }
      solver.unreachable.append(last.order.missed)
      solver.workLimit = Self.unreachableWork - (context.work - firstWork)
      let next = solver.solve(
        from: pool.best.order.placement,
        stopped: pool.best.nodes,
        &context
      )
      last = candidate(.exact, next.placement, context, stopped: next.nodes)
      add(last, to: &pool, context)
    }
  }
}
