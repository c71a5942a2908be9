import PlacementModel
import Testing

@testable import PlacementSolver

/// Other ways that a plan offers, and taking one.
@Suite struct AlternativeTests {
  private static func node(_ name: String, cores: Int = 16, tainted: Bool = false) -> Node {
    Node(
      name: name,
      allocatable: [.cpu: Quantity(cores), .memory: Quantity(64 << 30)],
      taints: tainted ? [Taint(key: "dedicated", value: "gpu", effect: .noSchedule)] : []
    )
  }

  private static func vm(
    _ name: String,
    on node: String,
    cpu: Int = 1,
    memory: Int = 1,
    live: Bool = true,
    runs: Bool = true,
    to target: String? = nil
  ) -> VirtualMachine {
    VirtualMachine(
      name: name,
      node: node,
      powerState: runs ? .running : .stopped,
      requests: [.cpu: Quantity(cpu), .memory: Quantity(memory << 30)],
      accessModes: [live ? .readWriteMany : .readWriteOnce],
      migratingTo: target
    )
  }

  /// A VM on the first node with a fraction of a core and a quarter of a GiB.
  private static func tiny(_ name: String, milli: Int, pinned: Bool = false) -> VirtualMachine {
    VirtualMachine(
      name: name,
      node: "n1",
      requests: [.cpu: Quantity(milli: milli), .memory: Quantity(1 << 28)],
      pinned: pinned
    )
  }

  private static func inventory(_ nodes: [Node], _ vms: [VirtualMachine]) -> Inventory {
    Inventory(cluster: Cluster(nodes: nodes, virtualMachines: vms))
  }

  /// A cluster, a goal, and what is to be offered.
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: Plan.Alternative.Kind
    var inventory: Inventory
    var goal: Goal
    var testDescription: String { kind.rawValue }
  }

  static let cases = [
    Case(
      kind: .relaxation,
      inventory: inventory(
        [node("n1"), node("n2", cores: 4), node("n3", tainted: true)],
        [vm("a", on: "n1", cpu: 8), vm("b", on: "n2", cpu: 2)]
      ),
      goal: Goal(drain: ["n1"])
    ),
    Case(
      kind: .wait,
      inventory: inventory(
        [node("n1", cores: 8), node("n2", cores: 8), node("n3", cores: 8)],
        [
          vm("flying", on: "n2", cpu: 4, to: "n3"), vm("a", on: "n1", cpu: 8),
          vm("held", on: "n3", cpu: 2),
        ]
      ),
      goal: Goal(drain: ["n1"])
    ),
    Case(
      kind: .stopped,
      inventory: inventory(
        [node("n1"), node("n2"), node("n3")],
        [vm("a", on: "n1", cpu: 15), vm("down", on: "n1", cpu: 4, runs: false)]
      ),
      goal: Goal(optimize: .cpu, maxMigrations: 0)
    ),
    Case(
      kind: .sequential,
      inventory: inventory(
        [node("n1"), node("n2"), node("n3")],
        [
          vm("a", on: "n1"), vm("b", on: "n1"), vm("c", on: "n1", live: false),
          vm("d", on: "n1", live: false),
        ]
      ),
      goal: Goal(drain: ["n1"])
    ),
    Case(
      kind: .moreMoves,
      inventory: inventory(
        [node("n1"), node("n2")],
        (1...8).map { vm("v\($0)", on: "n1") }
      ),
      goal: Goal(optimize: .cpu, maxMigrations: 1)
    ),
    Case(
      kind: .fewerMoves,
      inventory: inventory(
        [node("n1"), node("n2")],
        [tiny("large", milli: 4200), tiny("fixed", milli: 1400, pinned: true)]
          + (1...20).map { tiny("s\($0)", milli: 200) }
      ),
      goal: Goal(optimize: .cpu, tolerance: .none, migrationCost: 0.01)
    ),
    Case(
      kind: .weights,
      inventory: inventory(
        [node("n1"), node("n2")],
        [
          vm("a", on: "n1", cpu: 8, memory: 9), vm("b", on: "n1", cpu: 1, memory: 10),
          vm("c", on: "n1", cpu: 3, memory: 1),
        ]
      ),
      goal: Goal(weights: Goal.Weights(cpu: 0, memory: 1), tolerance: .none)
    ),
  ]

  private func plan(_ example: Case) throws -> Plan {
    var options = SolverOptions(workLimit: 50_000)
    options.proposesAlternatives = true
    return try Planner(options: options).plan(example.inventory, goal: example.goal)
  }

  @Test(arguments: cases)
  func eachKindIsOfferedAndCanBeTaken(example: Case) throws {
    let plan = try plan(example)
    let offers = plan.alternatives ?? []
    let kinds = offers.map(\.kind.rawValue)
    let offer = try #require(offers.first { $0.kind == example.kind }, "\(kinds)")
    #expect(offers.count <= 3 && offers.map(\.number) == Array(1...offers.count))
    #expect(offer.present == Plan.Alternative.Figures(plan))
    let taken = try Planner(options: SolverOptions(workLimit: 50_000))
      .accept(alternative: offer.number, of: plan)
    #expect(taken.status == .planned)
    let report = PlanChecker(inventory: example.inventory, goal: taken.goal).check(taken)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
    #expect(taken.summary.migrations == offer.proposed.migrations)
  }

  @Test func theChoiceIsTheOperators() throws {
    let example = try #require(Self.cases.first { $0.kind == .moreMoves })
    let plan = try plan(example)
    #expect(plan.summary.migrations == 1, "the plan itself stays what was asked for")
    #expect(PlanChecker(inventory: example.inventory, goal: example.goal).check(plan).isLegal)
  }

  /// A stopped VM that goes along can be left out again, and sent elsewhere.
  @Test func stoppedVMsGoAlongAsLongAsTheyAreWanted() throws {
    let example = try #require(Self.cases.first { $0.kind == .stopped })
    let plan = try plan(example)
    let offer = try #require(plan.alternatives?.first { $0.kind == .stopped })
    var editor = try PlanEditor(plan, options: SolverOptions(workLimit: 20_000))
    try editor.apply([.accept(alternative: offer.number)])
    #expect(editor.plan.migrations.map(\.vm) == ["default/down"])
    #expect(editor.plan.summary.downtimeSeconds == 0)
    let checker = PlanChecker(inventory: example.inventory, goal: editor.plan.goal)
    #expect(checker.check(editor.plan).isLegal)
    let first = try #require(editor.plan.migrations.first?.to)
    try editor.apply([.retarget("default/down", to: first == "n2" ? "n3" : "n2")])
    #expect(editor.plan.migrations.first?.to != first)
    #expect(checker.check(editor.plan).isLegal, "\(checker.check(editor.plan).violations)")
    try editor.apply([.skip("default/down")])
    #expect(editor.plan.migrations.isEmpty && editor.plan.blocked.isEmpty)
    #expect(checker.check(editor.plan).isLegal, "\(checker.check(editor.plan).violations)")
  }

  @Test func whatIsNotOfferedCannotBeTaken() throws {
    let plan = try plan(try #require(Self.cases.first { $0.kind == .moreMoves }))
    for number in [0, 9] {
      #expect {
        try Planner().accept(alternative: number, of: plan)
      } throws: { ($0 as? PlanningError)?.code == .unknownAlternative }
    }
  }
}
