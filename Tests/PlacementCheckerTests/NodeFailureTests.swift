import PlacementModel
import Testing

@testable import PlacementChecker

/// Room for the VMs of a node that fails, as the checker sees it.
@Suite struct NodeFailureTests {
  /// Three nodes of eight cores; the VM of n3 needs five of them in one piece.
  private func cluster(_ failures: Int = 1, names: [String] = []) -> Case {
    var test = Case(
      [node("n1"), node("n2"), node("n3")],
      [
        vm("a", on: "n1", cpu: 3), vm("b", on: "n2", cpu: 3), vm("c", on: "n2", cpu: 1),
        vm("d", on: "n2", cpu: 1), vm("large", on: "n3", cpu: 5),
      ],
      rules: [
        Rule(name: "r", demand: .reserve(nodes: names, free: [:], share: 0, failures: failures))
      ],
      goal: Goal(optimize: .none)
    )
    for v in test.inventory.cluster.virtualMachines.indices {
      test.inventory.cluster.virtualMachines[v].accessModes = [.readWriteMany]
    }
    return test
  }

  @Test func takingTheLastPieceIsAViolation() throws {
    let report = try cluster().check([[Move("c", to: "n1")]])
    let found = report.violations.filter { $0.code == .nodeFailure }
    #expect(found.map(\.node) == ["n3"])
    #expect(found.map(\.batch) == [1])
    #expect(found.first?.message.contains("default/large") == true)
  }

  @Test func withoutTheRuleItIsNone() throws {
    var test = cluster()
    test.inventory.rules = []
    #expect(try test.codes([[Move("c", to: "n1")]]) == [])
    test = cluster()
    test.inventory.rules[0].required = false
    #expect(try test.codes([[Move("c", to: "n1")]]) == [])
  }

  /// Only the nodes that the rule is about are protected.
  @Test func otherNodesMayBeStranded() throws {
    #expect(try cluster(names: ["n1", "n2"]).codes([[Move("c", to: "n1")]]) == [])
  }

  /// Every batch is judged, not only the last: there is a piece again in the end.
  @Test func everyBatchIsJudged() throws {
    var test = cluster()
    test.inventory.cluster.virtualMachines[0].requests["cpu"] = q(2)
    test.inventory.cluster.virtualMachines.append(
      vm("e", on: "n1") { $0.accessModes = [.readWriteMany] }
    )
    let codes = try test.codes([[Move("c", to: "n1")], [Move("e", to: "n2")]])
    #expect(codes == [.nodeFailure])
  }

  /// Who could not fail at the start is not held against the plan.
  @Test func whatWasStrandedMayStaySo() throws {
    var test = cluster()
    test.inventory.cluster.virtualMachines[0].requests["cpu"] = q(4)
    #expect(try test.codes([[Move("d", to: "n1")]]) == [])
  }

  /// A drained node is the one that failed; of two that may fail, another one still may.
  @Test func nodesOutsideTheBalanceSetHaveFailed() throws {
    for (failures, expected) in [(1, []), (2, [Violation.Code.nodeFailure])] {
      var test = cluster(failures)
      test.inventory.cluster.nodes.append(node("n4"))
      test.inventory.cluster.virtualMachines.append(
        vm("e", on: "n4") { $0.accessModes = [.readWriteMany] }
      )
      test.goal.drain = ["n4"]
      #expect(try test.codes([[Move("e", to: "n1")]]) == Set(expected))
    }
  }

  /// What nobody could take over is left aside.
  @Test func aVMThatMayBeNowhereElseIsLeftAside() throws {
    var test = cluster()
    test.inventory.cluster.virtualMachines[4].nodeSelector = [Node.hostnameLabel: "n3"]
    test.inventory.cluster.nodes[2].labels = [Node.hostnameLabel: "n3"]
    #expect(try test.codes([[Move("c", to: "n1")]]) == [])
  }
}
