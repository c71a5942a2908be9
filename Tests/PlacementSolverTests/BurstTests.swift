import PlacementModel
import Testing

@testable import PlacementSolver

/// VMs that may be busy at once, as the performance goal sees them.
@Suite struct BurstTests {
  /// Six VMs on three nodes of two sizes; the first three may use more than they do.
  private static let inventory = Inventory(
    cluster: Cluster(
      nodes: zip(["n1", "n2", "n3"], [16, 16, 32]).map { name, cores in
        Node(name: name, allocatable: [.cpu: Quantity(cores), .memory: Quantity(64 << 30)])
      },
      virtualMachines: (1...6).map { i in
        VirtualMachine(
          name: "vm\(i)",
          node: i < 4 ? "n1" : "n\(i - 3)",
          requests: [.cpu: Quantity(1), .memory: Quantity(2 << 30)],
          usagePeak: i < 4 ? [.cpu: Quantity(2 * i), .memory: Quantity(i << 30)] : nil,
          accessModes: [.readWriteMany]
        )
      }
    )
  )
  private static let goal = Goal(optimize: .performance)

  @Test func theTermIsWhatItSaysItIs() throws {
    let score = Scorer(inventory: Self.inventory, goal: Self.goal).score(placement: [:], moves: [])
    // Bursts: 1, 3 and 5 cores and 0, 0 and 1 GiB on n1; on average 9/64 of cpu, 1/192 of memory.
    let cpu = 9.0 / 16 - 9.0 / 64
    let memory = 1.0 / 64 - 1.0 / 192
    let term = try #require(score.terms.first { $0.name == "bursts" })
    #expect(abs(term.before - 10 * (cpu + memory) / 6) < 1e-12)
  }

  /// The change that solvers compute is the difference of what is recomputed.
  @Test func changesAreDifferences() throws {
    let p = try Problem(inventory: Self.inventory, goal: Self.goal)
    var placement = Placement(p)
    placement.set(p, 1, to: 1)
    for v in 0..<6 {
      for n in 0..<3 {
        guard let change = placement.change(p, moving: v, to: n), n != Int(placement.node[v]) else {
          continue
        }
        var moved = placement
        moved.set(p, v, to: n)
        #expect(abs(placement.cost(p) + change - moved.cost(p)) < 1e-12, "\(v) to \(n)")
        for w in 0..<6 where w != v {
          for d in 0..<3 where d != Int(placement.node[w]) {
            guard let both = placement.change(p, moving: v, to: n, and: w, to: d) else { continue }
            var two = moved
            two.set(p, w, to: d)
            #expect(abs(placement.cost(p) + both - two.cost(p)) < 1e-12, "\(v), \(w)")
          }
        }
      }
    }
  }

  @Test(arguments: SolverOptions.Method.allCases)
  func everyMethodKeepsThemApart(method: SolverOptions.Method) throws {
    let plan = try Planner(options: SolverOptions(method: method, workLimit: 200_000))
      .plan(Self.inventory, goal: Self.goal)
    let report = PlanChecker(inventory: Self.inventory, goal: Self.goal).check(plan)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
    let term = try #require(plan.score.first { $0.name == "bursts" })
    #expect(term.after < term.before / 2)
    #expect(plan.solver.bound <= plan.solver.objective + 1e-9)
  }

  @Test func withoutPeaksThereIsNoTerm() throws {
    var calm = Self.inventory
    for v in calm.cluster.virtualMachines.indices {
      calm.cluster.virtualMachines[v].usagePeak = nil
    }
    let plan = try Planner(options: SolverOptions(workLimit: 20_000)).plan(calm, goal: Self.goal)
    #expect(!plan.score.contains { $0.name == "bursts" })
  }
}
