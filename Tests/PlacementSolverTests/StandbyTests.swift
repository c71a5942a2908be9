import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Room for the VMs of a node that fails.
@Suite struct StandbyTests {
  typealias Machine = (name: String, node: String?, cpu: Int)

  private func inventory(_ vms: [Machine], nodes: Int, failures: Int = 1) -> Inventory {
    Inventory(
      cluster: Cluster(
        nodes: (1...nodes).map {
          Node(name: "n\($0)", allocatable: [.cpu: Quantity(10), .memory: Quantity(64 << 30)])
        },
        virtualMachines: vms.map { name, node, cpu in
          VirtualMachine(
            name: name,
            node: node,
            requests: [.cpu: Quantity(cpu), .memory: Quantity(1 << 30)],
            accessModes: [.readWriteMany]
          )
        }
      ),
      rules: [
        Rule(name: "one", demand: .reserve(nodes: [], free: [:], share: 0, failures: failures))
      ]
    )
  }

  /// The VM of n3 fits on n1 alone, as long as nobody comes there.
  private static let tight: [Machine] = [
    ("a", "n1", 4), ("b1", "n2", 3), ("b2", "n2", 2), ("b3", "n2", 1), ("c", "n3", 6),
  ]

  private func plan(
    _ inventory: Inventory,
    _ goal: Goal = Goal(optimize: .none),
    _ method: SolverOptions.Method = .auto
  ) throws -> Plan {
    let options = SolverOptions(method: method, workLimit: 5_000)
    let plan = try Planner(options: options).plan(inventory, goal: goal)
    let report = PlanChecker(inventory: inventory, goal: goal).check(plan)
    #expect(report.isLegal, "\(method): \(report.violations.map(\.description))")
    return plan
  }

  private func warnings(_ inventory: Inventory) throws -> [String] {
    try plan(inventory).warnings.filter { $0.contains("could not fail") }
  }

  // MARK: What is unprotected

  /// A third is free everywhere, but in pieces of four cores.
  @Test func roomInPiecesIsSaid() throws {
    let vms: [Machine] = [("a", "n1", 6), ("b", "n2", 6), ("c", "n3", 6)]
    #expect(
      try warnings(inventory(vms, nodes: 3)) == [
        "n1, n2, n3 could not fail at the start and still cannot: "
          + "no other node would have room in one piece for default/a"
      ]
    )
  }

  @Test func roomThatDoesIsSilent() throws {
    let small = (0..<9).map { ("v\($0)", "n\($0 / 3 + 1)" as String?, 2) }
    #expect(try warnings(inventory(small, nodes: 3)).isEmpty)
    #expect(try warnings(inventory(Self.tight, nodes: 3)).isEmpty)
  }

  /// With one node everything is reserved, and its VM may be nowhere else anyway.
  @Test func aloneThereIsNoStandby() throws {
    let one = inventory([("a", "n1", 2)], nodes: 1)
    let p = try Problem(inventory: one, goal: Goal(optimize: .none))
    #expect(p.limit[0] == 0)
    #expect(try warnings(one).isEmpty)
  }

  /// Where as many are away as may fail, nothing is asked.
  @Test func whatHasFailedIsNotAskedAgain() throws {
    let goal = Goal(optimize: .none, drain: ["n3"])
    #expect(try Problem(inventory: inventory(Self.tight, nodes: 3), goal: goal).standby == nil)
    let two = inventory(Self.tight, nodes: 3, failures: 2)
    #expect(try Problem(inventory: two, goal: goal).standby != nil)
  }

  // MARK: Plans

  /// The move that would balance takes the only piece; no solver makes it, none calls that optimal.
  @Test(arguments: SolverOptions.Method.allCases)
  func theLastPieceIsLeft(method: SolverOptions.Method) throws {
    let found = try plan(inventory(Self.tight, nodes: 3), Goal(optimize: .cpu), method)
    #expect(found.migrations.isEmpty)
    #expect(found.solver.termination != .optimal)
    #expect(found.warnings.contains { $0.contains("(rule one)") })
    #expect(found.solver.bound < found.solver.objective)
  }

  @Test(arguments: SolverOptions.Method.allCases)
  func aVMThatWaitsLeavesThePiece(method: SolverOptions.Method) throws {
    var vms = Self.tight
    vms.removeAll { $0.name == "b3" }
    let found = try plan(inventory(vms + [("new", nil, 1)], nodes: 3), Goal(), method)
    #expect(found.migrations.map(\.to) == ["n2"])
    let full = try plan(inventory(Self.tight + [("new", nil, 1)], nodes: 3), Goal(), method)
    let reasons = full.blocked.first?.reasons ?? []
    #expect(full.blocked.map(\.vm) == ["default/new"])
    #expect(reasons.allSatisfy { $0.code == .capacity(.cpu) })
    #expect(
      reasons.first?.message
        == "with it there, if n3 failed, default/c would find no room (rule one)"
    )
  }

  /// Random full clusters: whatever the solver, the checker agrees.
  @Test(arguments: 0..<4)
  func solversAndCheckerAgree(block: Int) throws {
    for seed in UInt64(block * 8)..<UInt64(block * 8 + 8) {
      var random = SplitMix(seed: seed &+ 77)
      let nodes = random.number(3...5)
      let vms: [Machine] = (0..<random.number(6...14)).map { v in
        ("v\(v)", random.chance(0.9) ? "n\(random.number(1...nodes))" : nil, random.number(1...5))
      }
      var task = inventory(vms, nodes: nodes, failures: random.pick(1, 1, 2))
      if random.chance(0.5) { task.policy.migration.parallelPerCluster = 1 }
      var goal = Goal(optimize: random.pick(.cpu, .balance, .count, .none))
      if random.chance(0.4) { goal.drain = ["n\(random.number(1...nodes))"] }
      goal.onInfeasible = random.pick(.stop, .partial)
      for method in SolverOptions.Method.allCases { _ = try plan(task, goal, method) }
    }
  }

  // MARK: Edits

  @Test func anEditThatTakesThePieceIsRefused() throws {
    var editor = try PlanEditor(plan(inventory(Self.tight, nodes: 3)))
    let line = "if n3 failed, default/c would find no room (rule one)"
    let answer = editor.whyNot("default/b3", on: "n1")
    #expect(answer.reasons.map(\.message) == ["with it there, " + line])
    do {
      try editor.apply([.include("default/b3", to: "n1")])
      Issue.record("it was taken")
    } catch let error as PlanEditError {
      #expect(error.message == "then, " + line)
    }
  }
}
