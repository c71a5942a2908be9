import PlacementModel
import Testing

@testable import PlacementChecker

/// Each rule on one VM and one node, broken by a single move.
@Suite struct ArrivalTests {
  private func codes(
    _ change: (inout Case) -> Void
  ) throws -> Set<Violation.Code> {
    var test = Case([node("n1"), node("n2")], [vm("p", on: "n1")])
    change(&test)
    return try test.codes([[Move("p", to: "n2")]])
  }

  private func change(_ test: inout Case, _ edit: (inout VirtualMachine) -> Void) {
    edit(&test.inventory.cluster.virtualMachines[0])
  }

  @Test func aFreeVMMayMove() throws {
    #expect(try codes { _ in } == [])
  }

  @Test func nodesOutsideTheBalanceSetTakeNobody() throws {
    #expect(try codes { $0.inventory.cluster.nodes[1].ready = false } == [.notReady])
    #expect(try codes { $0.inventory.cluster.nodes[1].unschedulable = true } == [.cordoned])
    #expect(try codes { $0.goal.drain = ["n2"] } == [.draining, .forced])
  }

  @Test(arguments: [Taint.Effect.noSchedule, .noExecute])
  func taints(effect: Taint.Effect) throws {
    let taint = Taint(key: "node.kubernetes.io/odd", effect: effect)
    #expect(try codes { $0.inventory.cluster.nodes[1].taints = [taint] } == [.taint])
    let found = try codes {
      $0.inventory.cluster.nodes[1].taints = [taint]
      change(&$0) { $0.tolerations = [Toleration(operator: .exists)] }
    }
    #expect(found == [])
  }

  @Test func softTaintsForbidNothing() throws {
    let taint = Taint(key: "k", effect: .preferNoSchedule)
    #expect(try codes { $0.inventory.cluster.nodes[1].taints = [taint] } == [])
  }

  @Test func labelsOfTheNode() throws {
    #expect(try codes { change(&$0) { $0.nodeSelector = ["z": "a"] } } == [.nodeSelector])
    #expect(try codes { change(&$0) { $0.cpuSelector = ["z": "a"] } } == [.cpuModel])
    #expect(try codes { change(&$0) { $0.liveCPUSelector = ["z": "a"] } } == [.cpuModel])
    let nowhere = NodeSelector(nodeSelectorTerms: [])
    #expect(
      try codes { change(&$0) { $0.affinity.nodeAffinity.required = nowhere } } == [.nodeAffinity]
    )
    #expect(
      try codes { change(&$0) { $0.volumeNodeAffinity = [nowhere] } } == [.localVolume]
    )
  }

  @Test func demandedAndForbiddenLabels() throws {
    let demanded = DemandedLabel(key: "cpumanager", setBy: "dedicatedCpuPlacement")
    #expect(try codes { change(&$0) { $0.demandedLabels = [demanded] } } == [.nodeLabel])
    let forbidden = DemandedLabel(key: "svm", forbidden: true, setBy: "the CPU feature svm")
    #expect(try codes { change(&$0) { $0.demandedLabels = [forbidden] } } == [])
    #expect(
      try codes {
        change(&$0) { $0.demandedLabels = [demanded, forbidden] }
        $0.inventory.cluster.nodes[1].labels = ["cpumanager": "true", "svm": "true"]
      } == [.nodeLabel]
    )
  }

  @Test func coldMovesThatLoseOrChangeNeedConsent() throws {
    func codes(_ allowed: [String], _ change: (inout VirtualMachine) -> Void) throws
      -> Set<Violation.Code>
    {
      var test = Case(
        [node("n1"), node("n2")],
        [
          vm("p", on: "n1") {
            $0.accessModes = [.readWriteOnce]
            change(&$0)
          }
        ]
      )
      test.goal.allowRestart = allowed
      return try test.codes([[Move("p", to: "n2", .cold)]])
    }
    #expect(try codes([]) { $0.losesOnRestart = ["scratch"] } == [.losesData])
    #expect(try codes(["default/p"]) { $0.losesOnRestart = ["scratch"] } == [])
    let bigger = PendingRestart(changes: ["cpu 1 → 200"], requests: [.cpu: Quantity(200)])
    #expect(try codes([]) { $0.restartPending = bigger } == [.restartPending])
    #expect(try codes(["default/p"]) { $0.restartPending = bigger } == [.capacity])
    let elsewhere = PendingRestart(changes: ["nodeSelector"], nodeSelector: ["z": "a"])
    #expect(try codes(["default/p"]) { $0.restartPending = elsewhere } == [.nodeSelector])
  }

  @Test func theRunningGuestsCPUBindsLiveMovesOnly() throws {
    let test = Case(
      [node("n1"), node("n2")],
      [
        vm("p", on: "n1") {
          $0.liveCPUSelector = ["z": "a"]
          $0.accessModes = [.readWriteOnce]
        }
      ]
    )
    #expect(try test.codes([[Move("p", to: "n2", .cold)]]) == [])
  }

  @Test func fenceAndBan() throws {
    let members = Members(virtualMachines: ["p"])
    for required in [true, false] {
      let fence = Rule(
        name: "f",
        demand: .fence(members, nodes: ["n1"]),
        required: required
      )
      #expect(try codes { $0.inventory.rules = [fence] } == (required ? [.fence] : []))
      let ban = Rule(name: "b", demand: .ban(members, nodes: ["n2"]), required: required)
      #expect(try codes { $0.inventory.rules = [ban] } == (required ? [.ban] : []))
    }
  }

  @Test func everyResourceIsAHardCapacity() throws {
    #expect(
      try codes { $0.inventory.cluster.nodes[1].allocatable[.cpu] = q("999m") } == [.capacity]
    )
    #expect(
      try codes { $0.inventory.cluster.nodes[1].allocatable[.memory] = q("1023Mi") } == [.capacity]
    )
    #expect(try codes { $0.inventory.cluster.nodes[1].allocatable[.pods] = .zero } == [.capacity])
    #expect(
      try codes { change(&$0) { $0.requests["example.com/gpu"] = Quantity(1) } } == [.capacity]
    )
    #expect(try codes { $0.inventory.policy.overcommit.cpu = 0.125 } == [])
    #expect(try codes { $0.inventory.policy.overcommit.cpu = 0.124 } == [.capacity])
  }

  @Test func anOverfullNodeTakesNobody() throws {
    // It is short of memory; what arrives asks for none.
    let found = try codes {
      $0.inventory.cluster.virtualMachines.append(vm("q", on: "n2", memory: 17))
      change(&$0) { $0.requests[.memory] = .zero }
    }
    #expect(found == [.capacity])
  }
}
