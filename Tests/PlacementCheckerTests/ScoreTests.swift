import PlacementModel
import Testing

@testable import PlacementChecker

@Suite struct ScoreTests {
  @Test(
    arguments: [
      ([85, 78, 42, 38], 20.94), ([65, 58, 62, 55], 3.81), ([7], 0), ([], 0), ([1, 1, 1], 0),
      ([0, 2], 1),
    ] as [([Double], Double)]
  )
  func populationStandardDeviation(values: [Double], sigma: Double) {
    #expect(abs(standardDeviation(of: values) - sigma) < 0.005)
  }

  private func value(_ name: String, _ score: Score) -> Plan.ScoreTerm? {
    score.terms.first { $0.name == name }
  }

  @Test func balanceIsWeighedAgainstTheStart() {
    // cpu: ½ and 0 become ¼ and ¼; memory: 1/8 and 0 become 1/16 and 1/16.
    let test = Case(
      [node("n1", cpu: 4), node("n2", cpu: 4)],
      [vm("a", on: "n1"), vm("b", on: "n1")],
      goal: Goal(weights: .init(cpu: 3, memory: 1), tolerance: .none)
    )
    let score = test.scorer.score(placement: ["default/a": "n2"], moves: [("default/a", .live)])
    #expect(score.balance.cpu == Plan.Change(before: 0.25, after: 0))
    #expect(score.balance.memory == Plan.Change(before: 0.0625, after: 0))
    #expect(score.balance.count == Plan.Change(before: 1, after: 0))
    #expect(value("balance.cpu", score) == .init(name: "balance.cpu", before: 0.75, after: 0))
    #expect(value("balance.memory", score) == .init(name: "balance.memory", before: 0.25, after: 0))
    #expect(isClose(score.untouched, 1))
    #expect(isClose(score.objective, 0.05))
    #expect(score.improvement == .init(cpu: 1, memory: 1, count: 1))
  }

  @Test func whatIsWithinTheToleranceCostsNothing() {
    // σ is 1/256: below 2 points, and a tenth of the floor where nothing is tolerated.
    func untouched(_ tolerance: Goal.Tolerance) -> Double {
      let test = Case(
        [node("n1", cpu: 128), node("n2", cpu: 128)],
        [vm("a", on: "n1")],
        goal: Goal(optimize: .cpu, tolerance: tolerance)
      )
      return test.scorer.score(placement: [:], moves: []).untouched
    }
    #expect(untouched(Goal.Tolerance()) == 0)
    #expect(isClose(untouched(.none), (1.0 / 256) / 0.05))
    #expect(isClose(untouched(Goal.Tolerance(cpu: 0.002)), (1.0 / 256 - 0.002) / 0.05))
  }

  @Test func countsAreWeighedAgainstOneHalf() {
    func untouched(_ tolerance: Goal.Tolerance) -> Double {
      let test = Case(
        [node("n1"), node("n2")],
        [vm("a", on: "n1"), vm("b", on: "n2") { $0.powerState = .paused }, vm("c", on: "n2")],
        goal: Goal(optimize: .count, tolerance: tolerance)
      )
      return test.scorer.score(placement: [:], moves: []).untouched
    }
    // 1 and 2: σ is ½, and so are the floor and the tolerance.
    #expect(isClose(untouched(.none), 1))
    #expect(isClose(untouched(Goal.Tolerance(count: 0.25)), 0.5))
    #expect(untouched(Goal.Tolerance()) == 0)
  }

  @Test func theGoalWeighsTermsByName() {
    let rule = Rule(
      name: "home",
      demand: .fence(Members(virtualMachines: ["default/a"]), nodes: ["n2"]),
      required: false
    )
    let test = Case(
      [node("n1", cpu: 1), node("n2")],
      [vm("a", on: "n1")],
      rules: [rule],
      goal: Goal(
        optimize: .balance,
        terms: ["balance.memory": 0, "peaks": 4, "moves": 3, "rule.preferred/home": 2],
        tolerance: .none
      )
    )
    let score = test.scorer.score(placement: [:], moves: [("default/a", .live)])
    #expect(score.terms.map(\.name) == ["balance.cpu", "moves", "peaks", "rule.preferred/home"])
    #expect(isClose(value("balance.cpu", score)?.after ?? 0, 0.5))
    // cpu of n1 is 1.0, 0.2 above its threshold.
    #expect(isClose(value("peaks", score)?.after ?? 0, 4 * 0.2 / 4))
    #expect(isClose(value("moves", score)?.after ?? 0, 3 * 0.1))
    #expect(isClose(value("rule.preferred/home", score)?.after ?? 0, 2 * 0.05))
  }

  @Test(arguments: [
    (Goal.Objective.cpu, ["balance.cpu", "moves"]), (.memory, ["balance.memory", "moves"]),
    (.balance, ["balance.cpu", "balance.memory", "moves"]), (.count, ["balance.count", "moves"]),
    (.none, ["moves"]), (.performance, ["balance.cpu", "balance.memory", "moves", "peaks"]),
    (.relieve, ["moves", "peaks"]),
  ])
  func eachGoalHasItsTerms(objective: Goal.Objective, names: [String]) {
    let test = Case(
      [node("n1", cpu: 1), node("n2")],
      [vm("a", on: "n1")],
      goal: Goal(optimize: objective)
    )
    #expect(test.scorer.score(placement: [:], moves: []).terms.map(\.name) == names)
  }

  @Test func peaksAreMeansOverTheBalanceSet() {
    // cpu of n1 is 1.0, 0.2 above its mark; memory is below: 10 × 0.2 / (2 × 2).
    let test = Case(
      [node("n1", cpu: 1), node("n2"), node("n3") { $0.unschedulable = true }],
      [vm("a", on: "n1"), vm("c", on: "n3", cpu: 8)],
      goal: Goal(optimize: .performance)
    )
    let score = test.scorer.score(placement: [:], moves: [])
    #expect(isClose(value("peaks", score)?.after ?? 0, 0.5))
  }

  @Test func moversPay() {
    let test = Case(
      [node("n1"), node("n2")],
      [
        vm("live", on: "n1", memory: 1), vm("cold", on: "n1", memory: 2),
        vm("stopped", on: "n1", memory: 5) { $0.powerState = .stopped },
        vm("new", on: nil, memory: 2),
      ],
      goal: Goal(optimize: .none, migrationCost: 2)
    )
    // Of four VMs with 10 GiB in all: 0.0125 each and 0.005 a GiB; cold three times, the stopped
    // one's once.
    let score = test.scorer.score(
      placement: [:],
      moves: [
        ("default/live", .live), ("default/cold", .cold), ("default/stopped", .cold),
        ("default/new", .place), ("default/live", .live), ("no/such", .live),
      ]
    )
    let live = 0.0125 + 0.005
    let cold = 3 * (0.0125 + 0.01)
    let stopped = 0.0125 + 0.025
    #expect(isClose(score.objective, 2 * (2 * live + cold + stopped)))
  }

  @Test func overloadIsRelativeToTheLimit() {
    let test = Case(
      [
        node("n1", cpu: 2) { $0.reserved = ["cpu": q("500m"), "example.com/gpu": Quantity(1)] },
        node("n2", cpu: 2) { $0.allocatable[.pods] = Quantity(1) },
      ],
      [vm("a", on: "n1", cpu: 4), vm("b", on: "n2"), vm("c", on: "n2")],
      policy: Policy(overcommit: .init(cpu: 1.5)),
      goal: Goal(optimize: .none)
    )
    // n1: 4.5 of 3 cores, and a gpu where there is none; n2: two pods of one.
    let score = test.scorer.score(placement: [:], moves: [])
    let required = score.levels.first { $0.name == "required" }
    #expect(isClose(required?.before ?? 0, 0.5 + 1 + 1))
    #expect(score.objective == 0)
  }

  // MARK: - Views

  @Test func theThreeViewsKeepApart() throws {
    let test = Case(
      [
        node("n1") {
          $0.capacity = ["cpu": q(10), "memory": Quantity(20 << 30)]
          $0.reserved = ["cpu": q("500m")]
          $0.usage = ["cpu": q(6), "memory": Quantity(8 << 30)]
        },
        node("n2") { $0.usage = ["cpu": q(1), "memory": Quantity(1 << 30)] },
      ],
      [
        vm("a", on: "n1", cpu: 2) {
          $0.requests[.cpu] = q("1999500u")
          $0.usage = ["cpu": q(1), "memory": Quantity(2 << 30)]
          $0.guest = ["cpu": q(5), "memory": Quantity(5 << 30)]
        }
      ]
    )
    #expect(test.scorer.loadSource == .usage)
    let score = test.scorer.score(placement: ["default/a": "n2"], moves: [("default/a", .live)])
    let first = try #require(score.nodes.first)
    // Measured use, of which the VM takes its own away.
    #expect(first.cpu == Plan.Change(before: 0.75, after: 0.625))
    #expect(first.memory == Plan.Change(before: 0.5, after: 0.375))
    // Requests in whole millicores: 2000 of the VM, not 1999.5.
    #expect(first.requests.cpu == Plan.Change(before: 2.5 / 8, after: 0.5 / 8))
    #expect(first.allocation.cpu == Plan.Change(before: 0.5, after: 0))
    #expect(first.allocation.memory == Plan.Change(before: 0.25, after: 0))
    #expect(first.vms == .init(before: 1, after: 0))
    #expect(first.capacity == .init(cpu: 10, memory: Double(20 << 30)))
    #expect(score.nodes.last?.cpu == Plan.Change(before: 0.125, after: 0.25))
  }

  @Test func whatIsNotMeasuredIsTheSum() {
    var test = Case(
      [node("n1") { $0.reserved = ["cpu": q(1)] }, node("n2") { $0.usage = ["cpu": q(4)] }],
      [vm("a", on: "n1", cpu: 2) { $0.usage = ["cpu": q(3)] }]
    )
    #expect(test.scorer.loadSource == .requests)
    test.inventory.policy.loadSource = .usage
    #expect(test.scorer.score(placement: [:], moves: []).nodes.map(\.cpu.before) == [0.5, 0.5])
  }

  @Test func onlyTheBalanceSetDecidesTheDefaultView() {
    var test = Case([node("n1") { $0.usage = ["cpu": q(1)] }, node("n2")], [])
    #expect(test.scorer.loadSource == .requests)
    test.goal.drain = ["n2"]
    #expect(test.scorer.loadSource == .usage)
    #expect(test.scorer.balanceSet == ["n1"])
  }

  @Test func aStoppedVMCountsNowhere() {
    let test = Case(
      [node("n1")],
      [vm("a", on: "n1", cpu: 100) { $0.powerState = .stopped }],
      rules: [.apart("a", max: 0)]
    )
    let score = test.scorer.score(placement: [:], moves: [])
    #expect(score.objective == 0)
    #expect(score.nodes.map(\.vms.before) == [0])
    #expect(score.nodes.map(\.allocation.cpu.before) == [0])
  }

  @Test func aVMInFlightIsCarriedTwiceAndCountedOnce() {
    let test = Case(
      [node("n1"), node("n2")],
      [vm("a", on: "n1", cpu: 4) { $0.migratingTo = "n2" }]
    )
    let nodes = test.scorer.score(placement: [:], moves: []).nodes
    #expect(nodes.map(\.requests.cpu.before) == [0.5, 0.5])
    #expect(nodes.map(\.cpu.before) == [0.5, 0.5])
    #expect(nodes.map(\.vms.before) == [1, 0])
    #expect(nodes.map(\.allocation.cpu.before) == [0.5, 0])
  }

  @Test func ratiosAreDecimalNumbers() {
    let test = Case(
      [node("n1", cpu: 20)],
      [],
      policy: Policy(overcommit: .init(cpu: 1.15, memory: .nan))
    )
    #expect(test.facts.limit(of: 0, on: 0) == 23_000)
    #expect(test.facts.limit(of: 1, on: 0) == 0)
    #expect(test.facts.limit(of: 2, on: 0) == nil)
  }
}
