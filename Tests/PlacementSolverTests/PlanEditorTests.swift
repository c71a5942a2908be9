import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Plans changed by hand: recomputed exactly, checked, priced, and refused with what would be legal.
@Suite struct PlanEditorTests {
  private func scenario(_ path: String) throws -> Scenario {
    try Scenario(contentsOfFile: ScenarioFixtures.path(path))
  }

  private func plan(_ path: String) throws -> Plan {
    let scenario = try scenario(path)
    return try Planner().plan(scenario.inventory, goal: scenario.goal)
  }

  private func violations(_ plan: Plan) throws -> [Violation] {
    let inventory = try #require(plan.inventory)
    return PlanChecker(inventory: inventory, goal: plan.goal).check(plan).violations
  }

  @Test(arguments: [
    "balance/four-workers.yaml", "balance/heterogeneous-nodes.yaml", "drain/makes-room.yaml",
    "drain/live-cold-and-stopped.yaml", "cycles/swap-through-a-third-node.yaml",
    "cycles/room-first.yaml", "affinity/affinity-moves-together.yaml",
    "spread/spread-over-zones.yaml",
    "capacity/unplaced-vm.yaml", "limits/dependency.yaml",
  ])
  func everyEditIsLegalOrRefused(path: String) throws {
    let plan = try plan(path)
    var made = 0
    for vm in Set(plan.migrations.map(\.vm)).sorted() {
      let nodes = plan.nodes.map(\.name)
      let edits = [Plan.Edit.skip(vm), .reorder([vm])] + nodes.map { .retarget(vm, to: $0) }
      for edit in edits {
        var editor = try PlanEditor(plan)
        do {
          try editor.apply([edit])
        } catch let error as PlanEditError {
          #expect(!error.message.isEmpty)
          #expect(editor.plan == plan)
          continue
        }
        made += 1
        #expect(try violations(editor.plan) == [], "\(edit)")
        #expect(editor.plan.edits.count == 1)
        let effect = try #require(editor.plan.edits[0].effect)
        #expect(effect.objective.before == plan.solver.objective)
        #expect(effect.objective.after == editor.plan.solver.objective)
      }
    }
    #expect(made > 0)
  }

  @Test func skippingLeavesTheOthersAsTheyAre() throws {
    let plan = try plan("balance/four-workers.yaml")
    let gone = plan.migrations[1].vm
    var editor = try PlanEditor(plan)
    try editor.apply([.skip(gone)])
    #expect(editor.plan.migrations.map(\.vm) == plan.migrations.map(\.vm).filter { $0 != gone })
    #expect(editor.plan.migrations.map(\.id) == Array(1..<plan.migrations.count))
    #expect(editor.plan.solver.bound == plan.solver.bound)
    #expect(editor.plan.digest != plan.digest)
    #expect(editor.plan.inventoryDigest == plan.inventoryDigest)
    #expect(editor.plan.isIntact)
  }

  @Test func skippingEverythingIsDoingNothing() throws {
    let plan = try plan("balance/four-workers.yaml")
    var editor = try PlanEditor(plan)
    try editor.apply(Set(plan.migrations.map(\.vm)).sorted().map { .skip($0) })
    #expect(editor.plan.status == .balanced)
    #expect(editor.plan.migrations.isEmpty)
    #expect(editor.plan.balance.cpu.after == editor.plan.balance.cpu.before)
  }

  @Test func aSkippedForcedMoveIsBlockedByHand() throws {
    let plan = try plan("drain/live-cold-and-stopped.yaml")
    let forced = try #require(plan.migrations.first { $0.flags.contains(.forced) }).vm
    var editor = try PlanEditor(plan)
    try editor.apply([.skip(forced)])
    #expect(editor.plan.status == .partial)
    #expect(editor.plan.blocked.map(\.vm) == [forced])
    #expect(editor.plan.blocked.flatMap(\.reasons).map(\.code) == [.skipped])
  }

  @Test func retargetTakesTheTurnAndSaysWhy() throws {
    let plan = try plan("balance/four-workers.yaml")
    var editor = try PlanEditor(plan)
    let move = plan.migrations[0]
    let target = try #require(editor.targets(for: move.vm).first { $0.node != move.to })
    try editor.apply([.retarget(move.vm, to: target.node)])
    #expect(editor.plan.migrations[0].vm == move.vm)
    #expect(editor.plan.migrations[0].to == target.node)
    #expect(editor.plan.migrations[0].reason == "\(target.node) was chosen by hand")
    let change = editor.plan.solver.objective - plan.solver.objective
    #expect(abs(change - target.objective) < 1e-9)
  }

  @Test func anIllegalTargetSaysWhyAndWhatWouldBeLegal() throws {
    let scenario = try scenario("balance/four-workers.yaml")
    var inventory = scenario.inventory
    inventory.cluster.nodes[3].taints = [Taint(key: "dedicated", value: "gpu", effect: .noSchedule)]
    let plan = try Planner().plan(inventory, goal: scenario.goal)
    let vm = try #require(plan.migrations.first { $0.from == "worker-01" }).vm
    var editor = try PlanEditor(plan)
    let error = try #require(throws: PlanEditError.self) {
      try editor.apply([.retarget(vm, to: "worker-04")])
    }
    #expect(error.code == .illegalTarget)
    #expect(error.reasons.contains { $0.code == .taint && $0.node == "worker-04" })
    #expect(!error.targets.isEmpty && !error.targets.contains { $0.node == "worker-04" })
  }

  @Test func unknownNamesAreRefused() throws {
    let plan = try plan("balance/four-workers.yaml")
    let vm = try #require(plan.migrations.first).vm
    var editor = try PlanEditor(plan)
    for (edit, code) in [
      (Plan.Edit.skip("prod/nobody"), PlanEditError.Code.unknownVM),
      (.retarget(vm, to: "worker-99"), .unknownNode), (.reorder([]), .incomplete),
      (.reorder([vm, vm]), .unknownVM), (Plan.Edit(.retarget, vms: [vm]), .incomplete),
      (Plan.Edit(.skip), .incomplete),
    ] {
      let error = try #require(throws: PlanEditError.self) { try editor.apply([edit]) }
      #expect(error.code == code)
    }
  }

  @Test func reorderIsFollowedOrRefused() throws {
    let plan = try plan("balance/four-workers.yaml")
    let backwards = plan.migrations.map(\.vm).reversed() as [String]
    var editor = try PlanEditor(plan)
    try editor.apply([.reorder(backwards)])
    #expect(editor.plan.migrations.map(\.vm) == backwards)
    #expect(abs(editor.plan.solver.objective - plan.solver.objective) < 1e-9)
  }

  @Test func oneAfterTheOther() throws {
    let plan = try plan("balance/four-workers.yaml")
    var editor = try PlanEditor(plan)
    try editor.apply([.sequential])
    #expect(editor.plan.batches.count == plan.migrations.count)
    try editor.apply([.skip(plan.migrations[0].vm)])
    #expect(editor.plan.batches.count == plan.migrations.count - 1)
  }

  // MARK: Planning anew

  @Test(arguments: [
    "balance/four-workers-five-moves.yaml", "balance/heterogeneous-nodes.yaml",
    "drain/live-cold-and-stopped.yaml", "drain/drain-and-balance.yaml",
    "capacity/unplaced-vm.yaml",
  ])
  func reoptimizingKeepsEveryDecisionAndIsNeverWorse(path: String) throws {
    let plan = try plan(path)
    for vm in Set(plan.migrations.map(\.vm)).sorted() {
      var editor = try PlanEditor(plan, options: SolverOptions(workLimit: 200_000))
      guard (try? editor.apply([.skip(vm)])) != nil else { continue }
      let skipped = editor.plan
      try editor.apply([.reoptimize])
      #expect(try violations(editor.plan) == [], "\(vm)")
      #expect(!editor.plan.migrations.contains { $0.vm == vm })
      #expect(editor.plan.solver.objective <= skipped.solver.objective + 1e-9)
      #expect(editor.plan.edits.map(\.action) == [.skip, .reoptimize])
      #expect(editor.plan.solver.bound <= editor.plan.solver.objective)
      #expect(editor.plan.isIntact)
    }
  }

  @Test func reoptimizingFindsABetterRest() throws {
    var editor = try PlanEditor(try plan("balance/four-workers-five-moves.yaml"))
    try editor.apply([.skip("prod/app-vm-05")])
    let skipped = editor.plan.solver.objective
    try editor.apply([.retarget("prod/database-01", to: "worker-03"), .reoptimize])
    #expect(editor.plan.solver.objective < skipped - 0.01)
    let move = try #require(editor.plan.migrations.first { $0.vm == "prod/database-01" })
    #expect(move.to == "worker-03" && move.reason == "worker-03 was chosen by hand")
  }

  @Test func anAlternativeIsTakenWithItsGoal() throws {
    let scenario = try scenario("balance/four-workers.yaml")
    var options = SolverOptions()
    options.proposesAlternatives = true
    let plan = try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
    let alternative = try #require(plan.alternatives?.first)
    var editor = try PlanEditor(plan)
    try editor.apply([.accept(alternative: alternative.number)])
    #expect(editor.plan.goal == alternative.goal)
    #expect(editor.plan.summary.migrations == alternative.proposed.migrations)
    #expect(editor.plan.alternatives == nil)
    #expect(editor.plan.edits.map(\.title) == [alternative.title])
    #expect(try violations(editor.plan) == [])
    // What comes later is a change of the plan that was accepted.
    let vm = try #require(editor.plan.migrations.first).vm
    try editor.apply([.skip(vm), .reoptimize])
    #expect(editor.plan.goal == alternative.goal)
    #expect(try violations(editor.plan) == [])
  }

  @Test func anAlternativeKeepsWhatWasSkipped() throws {
    let scenario = try scenario("balance/four-workers.yaml")
    var options = SolverOptions()
    options.proposesAlternatives = true
    let plan = try Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
    let vm = try #require(plan.migrations.first).vm
    var editor = try PlanEditor(plan)
    try editor.apply([.skip(vm), .accept(alternative: 1)])
    #expect(!editor.plan.migrations.contains { $0.vm == vm })
    let error = #expect(throws: PlanEditError.self) {
      try editor.apply([.accept(alternative: 1)])
    }
    #expect(error?.code == .unknownAlternative)
  }

  @Test func aPlanWithARelaxationAppliedCanBeChanged() throws {
    let scenario = try scenario("drain/only-a-toleration-unlocks.yaml")
    var goal = scenario.goal
    goal.onInfeasible = .relax
    let plan = try Planner().plan(scenario.inventory, goal: goal)
    let vm = try #require(plan.migrations.first).vm
    var editor = try PlanEditor(plan)
    try editor.apply([.reorder([vm]), .reoptimize])
    #expect(editor.plan.relaxations.contains { $0.applied })
    #expect(try violations(editor.plan) == [])
  }

  @Test func warningsThatNoLongerHoldAreGone() throws {
    let scenario = try scenario("balance/four-workers.yaml")
    var inventory = scenario.inventory
    for v in inventory.cluster.virtualMachines.indices {
      inventory.cluster.virtualMachines[v].workload = .database
    }
    let plan = try Planner().plan(inventory, goal: scenario.goal, warnings: ["no metrics of x"])
    let advice = try #require(plan.warnings.first { $0.contains("(database)") })
    #expect(plan.warnings.first == "no metrics of x")
    var editor = try PlanEditor(plan)
    try editor.apply(plan.migrations.map { .skip($0.vm) })
    #expect(editor.plan.warnings == ["no metrics of x"], "\(advice)")
  }

  @Test func aPlanWithoutInventoryCannotBeChanged() throws {
    var plan = try plan("balance/four-workers.yaml")
    plan.inventory = nil
    #expect(throws: PlanningError.self) { try PlanEditor(plan) }
  }

  @Test func editsAreKeptInTheDocument() throws {
    var editor = try PlanEditor(try plan("balance/four-workers.yaml"))
    try editor.apply([.skip(editor.plan.migrations[0].vm), .sequential])
    let read = try Plan(json: editor.plan.json())
    #expect(read.edits == editor.plan.edits)
    #expect(read.edits.map(\.action) == [.skip, .sequential])
  }
}

/// The scenarios that are shipped.
enum ScenarioFixtures {
  static func path(_ name: String) -> String {
    String(#filePath.split(separator: "/Tests/").first ?? "") + "/Scenarios/\(name)"
  }
}
