import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementChecker

/// What must hold on every cluster, tried on random ones.
@Suite struct FuzzTests {
  @Test(arguments: 0..<60)
  func movingAndScoringAgreesWithStartingThere(block: UInt64) {
    for seed in block * 5..<block * 5 + 5 {
      let drawn = RandomCase(seed: seed)
      let facts = Facts(inventory: drawn.inventory, goal: drawn.goal)
      var random = SplitMix(seed: seed)
      var state = State(facts)
      for vm in facts.vms.indices where !facts.frozen[vm] && random.chance(0.6) {
        state.move(vm, to: random.number(0...facts.nodes.count - 1))
        state.move(vm, to: random.number(0...facts.nodes.count - 1))
      }
      var moved = drawn.inventory
      for vm in facts.vms.indices where state.position[vm] != Facts.none {
        moved.cluster.virtualMachines[vm].node = facts.nodes[state.position[vm]].name
      }
      let fresh = State(Facts(inventory: moved, goal: drawn.goal))
      #expect(state.requests == fresh.requests)
      for g in facts.groups.indices {
        #expect(state.counted[g].counts == fresh.counted[g].counts)
        #expect(state.counted[g].placed == fresh.counted[g].placed)
        #expect(state.counted[g].inDomain == fresh.counted[g].inDomain)
        #expect(state.excess(of: g) == fresh.excess(of: g))
        #expect(state.excess(of: g) == PlainExcess(state).excess(of: g))
      }
    }
  }

  /// Makes random moves and keeps those the replay has nothing against: where they end, a plan must
  /// be able to end, and its price can be no lower than what the optimum is found with.
  @Test(arguments: 0..<40)
  func whatTheReplayLetsPassIsALegalEnd(block: UInt64) throws {
    for seed in block * 5..<block * 5 + 5 {
      let drawn = RandomCase(seed: seed)
      var walk = RandomWalk(drawn)
      try walk.run(steps: 6)
      #expect(walk.breaches.isEmpty, "seed \(seed): \(walk.breaches.joined(separator: "; "))")
      let ends = EndStates(inventory: drawn.inventory, goal: drawn.goal)
      let verdict = ends.verdict(on: walk.placement)
      let text = verdict.violations.map(\.description).joined(separator: "; ")
      #expect(verdict.violations.isEmpty, "seed \(seed): \(text)")
      let score = Scorer(inventory: drawn.inventory, goal: drawn.goal)
        .score(placement: walk.placement, moves: walk.moves)
      #expect(score.objective >= verdict.objective - 1e-9)
    }
  }

  @Test(arguments: 0..<40)
  func noDocumentTraps(block: UInt64) throws {
    for seed in block * 5..<block * 5 + 5 {
      let drawn = RandomCase(seed: seed)
      var random = SplitMix(seed: seed)
      let checker = PlanChecker(inventory: drawn.inventory, goal: drawn.goal)
      let names = drawn.inventory.cluster.virtualMachines.map(\.fullName) + ["", "no/such"]
      let nodes = drawn.inventory.cluster.nodes.map(\.name) + ["nowhere"]
      let numbers = [Int.min, -1, 0, 1, 2, 3, Int.max]
      let figures = [Double.nan, .infinity, -1, 0, 1e300]
      let base = Case(drawn).empty()
      var plan = base
      for _ in 0..<random.number(0...6) {
        let isNew = random.chance(0.3)
        plan.migrations.append(
          Plan.Migration(
            id: numbers.randomElement(using: &random) ?? 0,
            vm: names.randomElement(using: &random) ?? "",
            from: isNew ? nil : nodes.randomElement(using: &random),
            to: nodes.randomElement(using: &random) ?? "",
            type: random.pick(.live, .cold, .place),
            batch: numbers.randomElement(using: &random) ?? 0,
            memory: figures.randomElement(using: &random) ?? 0,
            estimatedSeconds: figures.randomElement(using: &random) ?? 0,
            downtimeSeconds: figures.randomElement(using: &random) ?? 0
          )
        )
      }
      for _ in 0..<random.number(0...4) {
        plan.batches.append(
          Plan.Batch(
            number: numbers.randomElement(using: &random) ?? 0,
            type: random.pick(.live, .cold, .place),
            migrations: random.some(of: numbers + plan.migrations.map(\.id), 0.4),
            estimatedSeconds: figures.randomElement(using: &random) ?? 0
          )
        )
      }
      plan.solver.objective = figures.randomElement(using: &random) ?? 0
      plan.summary.migrations = Int.max
      #expect(!checker.check(plan).isLegal)
    }
  }
}

extension Case {
  init(_ drawn: RandomCase) {
    self.init([], [])
    inventory = drawn.inventory
    goal = drawn.goal
  }

  /// A document in which nothing moves.
  func empty() -> Plan {
    (try? plan([]))
      ?? Plan(
        status: .balanced,
        goal: goal,
        loadSource: .requests,
        solver: SolverInfo(
          method: .greedy,
          termination: .failed,
          objective: 0,
          stay: 0,
          bound: 0,
          seconds: 0,
          work: 0
        ),
        balance: Plan.Balance(
          cpu: Plan.Change(before: 0, after: 0),
          memory: Plan.Change(before: 0, after: 0),
          count: Plan.Change(before: 0, after: 0)
        ),
        score: [],
        nodes: [],
        migrations: [],
        batches: [],
        summary: Plan.Summary(
          migrations: 0,
          live: 0,
          cold: 0,
          placements: 0,
          estimatedSeconds: 0,
          downtimeSeconds: 0,
          improvement: Plan.Summary.Improvement(cpu: 0, memory: 0, count: 0)
        )
      )
  }
}
