import PlacementSolver

/// Plans, checks and measures.
struct Bench {
  /// The solvers, greedy first.
  var methods: [SolverOptions.Method]
  var timeLimit: Duration?
  var workLimit: Int?
  /// Whether plans are proven to be as good as they are; takes time of its own.
  var provesBound: Bool
  var isVerbose: Bool
  /// Where plan documents are kept.
  var plans: String?

  /// A row a solver, each with a run a seed.
  func rows(for subject: Subject, seeds: [UInt64]) -> [Row] {
    var runs = [[Run]](repeating: [], count: methods.count)
    for seed in seeds {
      for (m, run) in compared(measure(subject, seed: seed)).enumerated() {
        if let violation = run.violation {
          Console.error(
            "\(run.isIllegal ? "ILLEGAL" : "ERROR") \(name(subject, run)): \(violation)"
          )
        }
        runs[m].append(run)
      }
    }
    return zip(methods, runs).map { method, runs in
      Row(kind: subject.kind, size: subject.size, solver: method, runs: runs)
    }
  }

  /// Every solver on the cluster of one seed.
  private func measure(_ subject: Subject, seed: UInt64) -> [Run] {
    let scenario = subject.scenario(seed)
    let checker = PlanChecker(inventory: scenario.inventory, goal: scenario.goal)
    return methods.map { method in
      var options = SolverOptions(
        method: method,
        timeLimit: timeLimit,
        workLimit: workLimit,
        seed: seed
      )
      options.provesBound = provesBound
      var run = Run(seed: seed, solver: method)
      PeakMemory.reset()
      let began = ContinuousClock.now
      do {
        let plan = try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
        let seconds = began.duration(to: .now) / .seconds(1)
        run.figures = Figures(plan, seconds: seconds, peakMemory: PeakMemory.bytes)
        let violations = checker.check(plan).violations
        run.isIllegal = !violations.isEmpty
        run.violation = violations.first.map { first in
          "\(first)" + (violations.count > 1 ? " (and \(violations.count - 1) more)" : "")
        }
        if isVerbose { report(subject, run, plan) }
        if let plans {
          let file = "\(subject.kind)-\(subject.size)-\(seed)-\(method.rawValue).json"
          try Console.write(String(decoding: plan.json(), as: UTF8.self), to: "\(plans)/\(file)")
        }
      } catch {
        run.violation = "\(error)"
      }
      return run
    }
  }

  /// The runs with what only a comparison of the solvers shows.
  ///
  /// A bound holds for every plan that leaves as much undone, so the best one judges them all, and
  /// one above another plan's objective is wrong.
  private func compared(_ runs: [Run]) -> [Run] {
    let greedy = runs.first?.figures
    return runs.map { run in
      guard var figures = run.figures else { return run }
      var run = run
      let peers = runs.compactMap(\.figures).filter { $0.blocked == figures.blocked }
      let valid = peers.map(\.bound).filter { bound in
        peers.allSatisfy { $0.objective >= bound - Self.tolerance }
      }
      figures.bestBound = valid.max() ?? figures.bound
      figures.captured = SolverInfo.captured(
        stay: figures.stay,
        objective: figures.objective,
        bound: figures.bestBound
      )
      if let greedy, greedy.objective > 0 { figures.ratio = figures.objective / greedy.objective }
      if let best = peers.map(\.objective).min(), figures.bound > best + Self.tolerance {
        run.isIllegal = true
        run.violation =
          run.violation
          ?? "bound \(figures.bound) is above the objective \(best) that another solver reached"
      }
      run.figures = figures
      return run
    }
  }

  private static let tolerance = 1e-6

  private func name(_ subject: Subject, _ run: Run) -> String {
    "\(subject.size) \(subject.kind) seed \(run.seed) \(run.solver.rawValue)"
  }

  private func report(_ subject: Subject, _ run: Run, _ plan: Plan) {
    let solver = plan.solver
    Console.error(
      "\(name(subject, run)): \(plan.status.rawValue), \(solver.method.rawValue) "
        + "\(solver.termination.rawValue), objective \(solver.objective), "
        + "stay \(solver.stay), bound \(solver.bound), \(solver.work) work, "
        + "\(run.figures?.seconds ?? 0) s"
    )
    for warning in plan.warnings { Console.error("  \(warning)") }
    if let fallback = solver.fallback { Console.error("  \(fallback)") }
  }
}
