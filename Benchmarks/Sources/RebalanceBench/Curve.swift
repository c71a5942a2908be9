import ArgumentParser
import PlacementSolver

/// How good plans get with more time, and with more moves.
struct Curve {
  var name: String
  /// Share of the provable improvement over seconds.
  var overTime: [Point]
  /// The same over the number of migrations.
  var overMoves: [Point]

  enum Axis: String, ExpressibleByArgument, CaseIterable {
    case time, moves, both
  }

  struct Point: Equatable {
    var x: Double
    var captured: Double
    /// The move evaluations it took.
    var work: Int
  }
}

extension Curve {
  /// All points of all curves, one a line.
  static func csv(_ curves: [Curve]) -> String {
    var lines = ["curve,over,x,captured,work"]
    for curve in curves {
      for (over, points) in [("seconds", curve.overTime), ("migrations", curve.overMoves)] {
        lines += points.map { "\(curve.name),\(over),\($0.x),\($0.captured),\($0.work)" }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Bench {
  /// Plans once for each of several work limits, and once for each of several limits on moves.
  ///
  /// All points of a curve are judged by the best bound among them.
  func curve(
    of subject: Subject,
    seed: UInt64,
    method: SolverOptions.Method,
    over axis: Curve.Axis
  ) throws -> Curve {
    let scenario = subject.scenario(seed)
    let full = try plan(scenario, seed: seed, method: method, workLimit: workLimit, most: nil)
    var runs: [(x: Double, plan: Plan)] = []
    var work = max(1, full.solver.work >> 10)
    while axis != .moves, work < full.solver.work {
      let run = try plan(scenario, seed: seed, method: method, workLimit: work, most: nil)
      runs.append((run.solver.seconds, run))
      work *= 2
    }
    runs.append((full.solver.seconds, full))
    var few: [(x: Double, plan: Plan)] = []
    var most = max(1, scenario.goal.drain.isEmpty ? 1 : full.migrations.count / 8)
    while axis != .time, most < full.migrations.count {
      let run = try plan(scenario, seed: seed, method: method, workLimit: workLimit, most: most)
      if run.status == .planned { few.append((Double(run.migrations.count), run)) }
      most = max(most + 1, most * 3 / 2)
    }
    few.append((Double(full.migrations.count), full))
    let bound = runs.map(\.plan.solver.bound).max() ?? 0
    func points(_ runs: [(x: Double, plan: Plan)]) -> [Curve.Point] {
      runs.map { run in
        Curve.Point(
          x: run.x,
          captured: SolverInfo.captured(
            stay: full.solver.stay,
            objective: run.plan.solver.objective,
            bound: min(bound, full.solver.objective)
          ),
          work: run.plan.solver.work
        )
      }
    }
    return Curve(
      name: "\(subject.size) \(subject.kind) \(method.rawValue)",
      overTime: points(runs),
      overMoves: points(few)
    )
  }

  private func plan(
    _ scenario: Scenario,
    seed: UInt64,
    method: SolverOptions.Method,
    workLimit: Int?,
    most: Int?
  ) throws -> Plan {
    var goal = scenario.goal
    if let most { goal.maxMigrations = min(most, goal.maxMigrations ?? most) }
    let options = SolverOptions(
      method: method,
      timeLimit: timeLimit,
      workLimit: workLimit,
      seed: seed
    )
    return try Planner(options: options).plan(scenario.inventory, goal: goal)
  }
}
