import PlacementModel
import PlacementSolver
import PlacementTrials
import Testing

/// Laws that plans keep, on random tiny clusters; `trials` tries them on as many as one likes.
@Suite struct TrialTests {
  @Test(arguments: 0..<6)
  func lawsHold(block: UInt64) {
    let seeds = 5_000 + block * 8..<5_008 + block * 8
    for breach in Campaign(seeds: seeds, solvers: Solvers(work: 3_000)).run() {
      Issue.record("seed \(breach.seed) breaks '\(breach.law)': \(breach.message)")
    }
  }

  /// A backend that claims a bound that is too good.
  private struct Liar: MIPBackend {
    func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult {
      MIPResult(
        status: .stopped(.workLimit),
        values: incumbent,
        objective: 0,
        bound: 1e3,
        work: 1
      )
    }
  }

  /// What a law says of a solver that lies, and what is left of the cluster that shows it.
  @Test func aLieIsFoundAndShrunk() throws {
    let campaign = Campaign(
      seeds: 0..<30,
      laws: Law.all.filter { $0.name == "optimal" },
      solvers: Solvers(methods: [.exact], work: 2_000, backend: Liar())
    )
    let breach = try #require(campaign.run().first)
    #expect(breach.message.contains("above the optimum"))
    let small = try #require(campaign.smallest(breach))
    let cluster = small.inventory.cluster
    #expect(cluster.nodes.count <= 3 && cluster.virtualMachines.count <= 4)
    #expect(small.inventory.rules.isEmpty)
  }

  @Test func shrinkingKeepsWhatIsAsked() {
    let trial = Trial(seed: 3)
    var shrinker = Shrinker { trial in
      trial.inventory.cluster.virtualMachines.contains { $0.requests[.cpu] >= Quantity(1) }
    }
    let small = shrinker.shrink(trial)
    #expect(small.inventory.cluster.virtualMachines.count == 1)
    #expect(small.inventory.cluster.nodes.count == 1)
    #expect(small.goal == Goal(optimize: .none))
    #expect(small.inventory.rules.isEmpty && small.inventory.policy == Policy())
  }
}
