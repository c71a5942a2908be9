import PlacementModel
import Testing

@testable import PlacementSolver

/// Orders of moves: full nodes, limits, cycles.
@Suite struct OrdererTests {
  private static func node(_ name: String, cpu: Int = 10) -> Node {
    Node(name: name, allocatable: [.cpu: Quantity(cpu), .memory: Quantity(100 << 30)])
  }

  private static func vm(_ name: String, on node: String, cpu: Int, memory: Int = 4)
    -> VirtualMachine
  {
    VirtualMachine(
      name: name,
      node: node,
      requests: [.cpu: Quantity(cpu), .memory: Quantity(memory << 30)],
      accessModes: [.readWriteMany]
    )
  }

  private func order(
    _ nodes: [Node],
    _ vms: [VirtualMachine],
    to targets: [String: String],
    policy: Policy = Policy(),
    goal: Goal = Goal(),
    isLate: Bool = false
  ) throws -> (order: Orderer.Order, problem: Problem) {
    let inventory = Inventory(
      cluster: Cluster(nodes: nodes, virtualMachines: vms),
      policy: policy
    )
    let problem = try Problem(inventory: inventory, goal: goal)
    let target = vms.map { vm in
      let name = targets[vm.name] ?? vm.node
      return Int32(nodes.firstIndex { $0.name == name } ?? -1)
    }
    var context = SolveContext(deadline: isLate ? .now : nil, stop: { false }).timeOnly
    return (Orderer(problem: problem).order(to: target, &context), problem)
  }

  private func names(_ order: Orderer.Order, _ p: Problem) -> [[String]] {
    order.batches.map { batch in
      batch.map { "\(p.inventory.cluster.virtualMachines[$0.vm].name)>\(p.nodeName($0.to))" }
    }
  }

  @Test func roomIsMadeBeforeItIsUsed() throws {
    let (order, p) = try order(
      [Self.node("a"), Self.node("b"), Self.node("c")],
      [Self.vm("one", on: "a", cpu: 8), Self.vm("two", on: "b", cpu: 8)],
      to: ["one": "b", "two": "c"]
    )
    #expect(names(order, p) == [["two>c"], ["one>b"]])
    #expect(order.unreachable.isEmpty)
  }

  @Test func aSwapOfFullNodesGoesOverAThird() throws {
    let (order, p) = try order(
      [Self.node("a"), Self.node("b"), Self.node("c", cpu: 8)],
      [Self.vm("one", on: "a", cpu: 8), Self.vm("two", on: "b", cpu: 8, memory: 8)],
      to: ["one": "b", "two": "a"]
    )
    #expect(names(order, p) == [["one>c"], ["two>a"], ["one>b"]])
    #expect(order.batches[0][0].isParking)
    #expect(order.parkingPrice > 0)
    #expect(order.unreachable.isEmpty)
  }

  @Test func aSwapWithoutAThirdNodeIsOutOfReach() throws {
    let (order, _) = try order(
      [Self.node("a"), Self.node("b")],
      [Self.vm("one", on: "a", cpu: 8), Self.vm("two", on: "b", cpu: 8)],
      to: ["one": "b", "two": "a"]
    )
    #expect(order.unreachable == [0, 1])
    #expect(order.batches.isEmpty)
  }

  /// Once time is up, only who must move gets room made.
  @Test func aLateOrderMakesNoDetoursForMovesThatNeedNotBe() throws {
    let nodes = [Self.node("a"), Self.node("b"), Self.node("c", cpu: 8)]
    let vms = [Self.vm("one", on: "a", cpu: 8), Self.vm("two", on: "b", cpu: 8, memory: 8)]
    let swap = ["one": "b", "two": "a"]
    #expect(try order(nodes, vms, to: swap, isLate: true).order.unreachable == [0, 1])
    // A drained node is emptied all the same: its VM goes where another one parks first.
    let three = nodes + [Self.node("d", cpu: 4)]
    let more = [
      Self.vm("one", on: "a", cpu: 8), Self.vm("two", on: "b", cpu: 4),
      Self.vm("three", on: "c", cpu: 8),
    ]
    let drained = try order(
      three,
      more,
      to: ["one": "b", "two": "a"],
      goal: Goal(drain: ["a"]),
      isLate: true
    )
    #expect(!drained.order.unreachable.contains(0))
  }

  @Test func theLimitsHoldInEveryBatch() throws {
    let nodes = [Self.node("a", cpu: 40), Self.node("b", cpu: 40), Self.node("c", cpu: 40)]
    let vms = (0..<12).map { Self.vm("vm\($0)", on: "a", cpu: 1, memory: $0 + 1) }
    var targets: [String: String] = [:]
    for i in 0..<12 { targets["vm\(i)"] = i % 2 == 0 ? "b" : "c" }
    for (cluster, out, into) in [(5, 2, 2), (3, 4, 1), (1, 1, 1), (20, 20, 20)] {
      let policy = Policy(
        migration: MigrationPolicy(
          parallelPerCluster: cluster,
          parallelOutboundPerNode: out,
          parallelInboundPerNode: into
        )
      )
      let (order, p) = try order(nodes, vms, to: targets, policy: policy)
      #expect(order.unreachable.isEmpty)
      #expect(order.batches.reduce(0) { $0 + $1.count } == 12)
      for batch in order.batches {
        #expect(batch.count <= min(cluster, out))
        for n in 0..<p.nodeCount { #expect(batch.count { $0.to == n } <= into) }
      }
      #expect(
        order.batches.count == (12 + min(cluster, out, 2 * into) - 1) / min(cluster, out, 2 * into)
      )
    }
  }

  @Test func smallestFirst() throws {
    let vms = [5, 1, 9, 3].map { Self.vm("vm\($0)", on: "a", cpu: 1, memory: $0) }
    let policy = Policy(migration: MigrationPolicy(parallelPerCluster: 1))
    let (order, p) = try order(
      [Self.node("a"), Self.node("b")],
      vms,
      to: ["vm1": "b", "vm3": "b", "vm5": "b", "vm9": "b"],
      policy: policy
    )
    #expect(names(order, p) == [["vm1>b"], ["vm3>b"], ["vm5>b"], ["vm9>b"]])
  }
}
