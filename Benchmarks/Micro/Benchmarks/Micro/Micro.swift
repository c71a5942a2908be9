import Benchmark
import Foundation
import PlacementIO
import PlacementSolver

/// The parts of a run by themselves: reading, moves tried, judging, writing.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.cpuUser, .wallClock, .throughput],
    timeUnits: .milliseconds,
    warmupIterations: 1,
    maxDuration: .seconds(5),
    maxIterations: 100
  )
  Benchmark("read a scenario, JSON, 5000x30000") { _, document in
    blackHole(try Scenario(document, file: "memory"))
  } setup: {
    Subject(nodes: 5_000, virtualMachines: 30_000).document
  }
  let small = Subject(nodes: 20, virtualMachines: 200)
  let large = Subject(nodes: 100, virtualMachines: 2_000)
  for subject in [small, large] {
    Benchmark("read a scenario, JSON, \(subject.size)") { _ in
      blackHole(try Scenario(subject.document, file: "memory"))
    }
    // The same number of evaluations on both, so that what one costs can be compared.
    Benchmark("search, 1,000,000 moves tried, \(subject.size)") { _ in
      blackHole(try subject.plan(.search, work: 1_000_000))
    }
    Benchmark("greedy plan and its bound, \(subject.size)") { _ in
      blackHole(try subject.plan(.greedy, work: nil))
    }
    Benchmark("check a plan, \(subject.size)") { _, plan in
      blackHole(subject.checker.check(plan))
    } setup: {
      try subject.plan(.greedy, work: nil)
    }
    Benchmark("write a plan, JSON, \(subject.size)") { _, plan in
      blackHole(try plan.json())
    } setup: {
      try subject.plan(.greedy, work: nil)
    }
  }
}

/// A cluster to work on.
struct Subject: Sendable {
  let size: String
  let scenario: Scenario
  /// The scenario as a file holds it.
  let document: Data

  var checker: PlanChecker { PlanChecker(inventory: scenario.inventory, goal: scenario.goal) }

  init(nodes: Int, virtualMachines: Int) {
    size = "\(nodes)x\(virtualMachines)"
    scenario = SyntheticCluster(
      kind: .base,
      nodes: nodes,
      virtualMachines: virtualMachines,
      seed: 1
    ).scenario()
    document = Data(((try? ScenarioWriter.text(scenario, as: .json)) ?? "").utf8)
  }

  func plan(_ method: SolverOptions.Method, work: Int?) throws -> Plan {
    let options = SolverOptions(method: method, workLimit: work, seed: 1)
    return try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
  }
}
