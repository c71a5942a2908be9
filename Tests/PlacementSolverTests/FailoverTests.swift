import PlacementModel
import Testing

@testable import PlacementSolver

/// Whether the VMs of one node find room on the others.
@Suite struct FailoverTests {
  /// Ten cores a node; c, of six, finds room on n1 alone.
  private func problem(_ change: (inout [VirtualMachine]) -> Void = { _ in }) throws -> Problem {
    var vms = [("a", "n1", 4), ("b", "n2", 5), ("c", "n3", 6)].map { name, node, cpu in
      VirtualMachine(
        name: name,
        node: node,
        requests: [.cpu: Quantity(cpu), .memory: Quantity(cpu << 30)]
      )
    }
    change(&vms)
    let nodes = (1...3).map {
      Node(
        name: "n\($0)",
        allocatable: [.cpu: Quantity(10), .memory: Quantity(64 << 30)],
        labels: [Node.hostnameLabel: "n\($0)"]
      )
    }
    let cluster = Cluster(nodes: nodes, virtualMachines: vms)
    return try Problem(inventory: Inventory(cluster: cluster), goal: Goal(optimize: .none))
  }

  private func another(_ cpu: Int) -> VirtualMachine {
    VirtualMachine(
      name: "d",
      node: "n1",
      requests: [.cpu: Quantity(cpu), .memory: Quantity(cpu << 30)]
    )
  }

  @Test func whoFindsRoomIsNotLost() throws {
    let p = try problem()
    #expect(Failover(problem: p).losses(Placement(p)).isEmpty)
  }

  @Test func theFirstWithoutRoomIsNamedWithWhatIsShort() throws {
    let p = try problem { $0.append(another(1)) }
    let losses = Failover(problem: p).losses(Placement(p))
    #expect(losses.map(\.node) == [2])
    #expect(losses.map(\.vm) == [2])
    #expect(losses.map { p.resources[$0.resource] } == [.cpu])
  }

  @Test func onlyNodesThatAreMeantFail() throws {
    let p = try problem { $0.append(another(1)) }
    let some = Failover(problem: p, limit: p.limit, nodes: [0, 1])
    #expect(some.losses(Placement(p)).isEmpty)
  }

  /// A lower limit than the nodes' own.
  @Test func theLimitsAreThoseGiven() throws {
    let p = try problem()
    let limit = p.limit.map { $0 == 10_000 ? 9_999 : $0 }
    let losses = Failover(problem: p, limit: limit, nodes: [2]).losses(Placement(p))
    #expect(losses.map(\.vm) == [2])
  }

  /// VMs in flight, and those that may be nowhere else, are not waited for.
  @Test func someAreLeftAside() throws {
    let flying = try problem {
      $0.append(another(1))
      $0[2].migratingTo = "n2"
    }
    #expect(!Failover(problem: flying).strandedNodes(Placement(flying)).contains(2))
    let bound = try problem {
      $0.append(another(1))
      $0[2].nodeSelector = [Node.hostnameLabel: "n3"]
    }
    #expect(Failover(problem: bound).strandedNodes(Placement(bound)).isEmpty)
  }
}
