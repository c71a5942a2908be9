import PlacementModel
import PlacementOracle
import PlacementSolver

/// Laws on two trials that are related, after which their plans must be related too.
extension Law {
  static let metamorphic = [
    repeatable, renamed, rescaled, again, settles, looser, moreMoves, moreDowntime, freshNode,
  ]

  /// The same trial gives the same document.
  static let repeatable = Law("repeatable") { trial, solvers in
    for method in solvers.methods {
      let digests = try (0..<2).map { _ in try solvers.plan(trial, method).digest }
      if digests[0] != digests[1] { return "\(method): two plans of the same trial differ" }
    }
    return nil
  }

  /// Other names, the same moves.
  static let renamed = Law("renamed") { trial, solvers in
    let names = Renaming(trial)
    for method in solvers.methods {
      let plan = try solvers.plan(trial, method)
      let other = try solvers.plan(names.apply(to: trial), method)
      let moves = plan.migrations.map { [names.vm($0.vm), names.node($0.to), $0.type.rawValue] }
      if moves != other.migrations.map({ [$0.vm, $0.to, $0.type.rawValue] }) {
        return "\(method): other names make other moves: "
          + "\(plan.migrations.map(\.vm)) and \(other.migrations.map(\.vm))"
      }
    }
    return nil
  }

  /// Twice as much cpu everywhere, in nodes and VMs alike: the same moves.
  static let rescaled = Law("rescaled") { trial, solvers in
    for method in solvers.methods {
      let plan = try solvers.plan(trial, method)
      let other = try solvers.plan(trial.withTwiceTheCPU(), method)
      // GLPK's pivots depend on the scale, and so does where a program is cut off: then no bound may
      // be above what the other found.
      let isCutOff = [plan, other].contains { $0.solver.termination != .optimal }
      if isCutOff, method == .auto || method == .exact {
        let bound = max(plan.solver.bound, other.solver.bound)
        let best = min(plan.solver.objective, other.solver.objective)
        if Solvers.left(plan) == Solvers.left(other), bound > best + 1e-6 {
          return "\(method): twice the cpu everywhere bounds by \(bound) what reaches \(best)"
        }
        continue
      }
      let pairs = [plan, other].map { $0.migrations.map { [$0.vm, $0.to] } }
      // Figures may differ in their last digit, and so decide between two plans of equal worth.
      if pairs[0] != pairs[1], abs(plan.solver.objective - other.solver.objective) > 1e-9 {
        return "\(method): twice the cpu everywhere makes \(other.solver.objective) of "
          + "\(plan.solver.objective)"
      }
    }
    return nil
  }

  /// Where nothing is balanced, a plan that was carried out leaves nothing to do.
  static let again = Law("again") { trial, solvers in
    var trial = trial
    trial.goal.optimize = .none
    // Each plan has such limits anew.
    (trial.goal.maxMigrations, trial.goal.maxDowntime) = (nil, nil)
    trial.inventory.policy.loadSource = .requests
    for method in solvers.methods {
      let plan = try solvers.plan(trial, method)
      guard plan.status == .planned else { continue }
      let next = try solvers.plan(trial.carriedOut(plan), method)
      if method == .exact, plan.solver.termination == .optimal, plan.solver.gap <= 1e-6,
        let move = next.migrations.first
      {
        return "\(method): once carried out, \(move.vm) would move to \(move.to)"
      }
    }
    return nil
  }

  /// Carried out again and again, plans come to rest.
  static let settles = Law("settles") { trial, solvers in
    guard let method = solvers.methods.first else { return nil }
    var trial = trial
    for _ in 0..<6 {
      let plan = try solvers.plan(trial, method)
      if plan.migrations.isEmpty { return nil }
      trial = trial.carriedOut(plan)
    }
    return "\(method): six plans, one carried out after the other, and still there are moves"
  }

  /// Without one of its rules, no trial has a bound above what it reached with it.
  static let looser = Law("looser") { trial, solvers in
    for i in trial.inventory.rules.indices {
      var loose = trial
      loose.inventory.rules.remove(at: i)
      let name = trial.inventory.rules[i].name
      if let breach = try worsened(trial, loose, solvers) { return "without \(name), \(breach)" }
    }
    return nil
  }

  /// With no limit on migrations neither.
  static let moreMoves = Law("more-moves") { trial, solvers in
    guard trial.goal.maxMigrations != nil else { return nil }
    var loose = trial
    loose.goal.maxMigrations = nil
    return try worsened(trial, loose, solvers).map { "without a limit on moves, \($0)" }
  }

  /// Without a limit on downtime neither.
  static let moreDowntime = Law("more-downtime") { trial, solvers in
    guard trial.goal.maxDowntime != nil else { return nil }
    var loose = trial
    loose.goal.maxDowntime = nil
    return try worsened(trial, loose, solvers).map { "without a limit on downtime, \($0)" }
  }

  /// With one more node, where balance does not count and no rule counts nodes, neither.
  static let freshNode = Law("fresh-node") { trial, solvers in
    var trial = trial
    trial.goal.optimize = .none
    trial.goal.terms = [:]
    trial.inventory.policy.loadSource = .requests
    let spreads = trial.inventory.rules.contains {
      if case .spread = $0.demand { true } else { false }
    }
    let constrained = trial.inventory.cluster.virtualMachines.contains {
      !$0.topologySpreadConstraints.isEmpty
    }
    if spreads || constrained { return nil }
    // A reserve of all nodes would hold on the new one as well.
    for i in trial.inventory.rules.indices {
      guard case .reserve(var reserve) = trial.inventory.rules[i].demand, reserve.nodes.isEmpty
      else { continue }
      reserve.nodes = trial.inventory.cluster.nodes.map(\.name)
      trial.inventory.rules[i].demand = reserve.demand
    }
    var loose = trial
    loose.inventory.cluster.nodes.append(
      Node(name: "fresh", allocatable: [.cpu: Quantity(16), .memory: Quantity(64 << 30)])
    )
    return try worsened(trial, loose, solvers).map { "with an empty node more, \($0)" }
  }

  /// What a plan of a trial reaches is possible in the looser trial as well, so that no bound there
  /// may lie above it.
  private static func worsened(_ trial: Trial, _ loose: Trial, _ solvers: Solvers) throws -> String?
  {
    for method in solvers.methods {
      let plan = try solvers.plan(trial, method)
      let other = try solvers.plan(loose, method)
      if plan.status == .infeasible || other.status == .infeasible { continue }
      // A bound is for plans that leave as much undone.
      guard Solvers.left(plan) == Solvers.left(other), Solvers.levels(plan) == Solvers.levels(other)
      else { continue }
      if other.solver.bound > plan.solver.objective + 1e-6 {
        return "\(method): the bound is \(other.solver.bound), above \(plan.solver.objective)"
      }
    }
    return nil
  }
}
