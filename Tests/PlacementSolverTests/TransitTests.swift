import PlacementModel
import Testing

@testable import PlacementSolver

/// What may begin beside what is under way.
@Suite struct TransitTests {
  private static let nodes = ["a", "b", "c"].map {
    Node(name: $0, allocatable: [.cpu: Quantity(10), .memory: Quantity(100 << 30)])
  }

  private static func vm(
    _ name: String,
    on node: String,
    modes: [VirtualMachine.AccessMode] = [.readWriteMany],
    _ change: (inout VirtualMachine) -> Void = { _ in }
  ) -> VirtualMachine {
    var vm = VirtualMachine(
      name: name,
      node: node,
      requests: [.cpu: Quantity(1), .memory: Quantity(1 << 30)],
      accessModes: modes
    )
    change(&vm)
    return vm
  }

  private static func problem(_ vms: [VirtualMachine], rules: [Rule] = []) throws -> Problem {
    let cluster = Cluster(nodes: nodes, virtualMachines: vms)
    return try Problem(inventory: Inventory(cluster: cluster, rules: rules), goal: Goal())
  }

  private static func step(
    _ vm: Int,
    _ from: Int,
    _ to: Int,
    _ type: Plan.MigrationType = .live
  ) -> Transit.Step {
    Transit.Step(vm: vm, from: from, to: to, type: type)
  }

  @Test func aQuotaIsChargedTwiceInFlight() throws {
    let rule = Rule(
      name: "one more",
      demand: .quota(namespace: "default", hard: [.pods: Quantity(3)], used: [:])
    )
    let p = try Self.problem([Self.vm("p", on: "a"), Self.vm("q", on: "a")], rules: [rule])
    var transit = Transit(p)
    let (first, second) = (Self.step(0, 0, 1), Self.step(1, 0, 2))
    #expect(transit.admits(first))
    transit.begin(first)
    #expect(!transit.admits(second))
    transit.finish(first)
    #expect(transit.admits(second))
  }

  @Test func aColdMoveRunsAlone() throws {
    let p = try Self.problem([
      Self.vm("p", on: "a"), Self.vm("q", on: "a", modes: [.readWriteOnce]),
    ])
    var transit = Transit(p)
    let (live, cold) = (Self.step(0, 0, 1), Self.step(1, 0, 2, .cold))
    transit.begin(live)
    let besideOthers = transit.goCold(cold)
    transit.finish(live)
    let alone = transit.goCold(cold)
    #expect(!besideOthers && alone)
  }

  @Test func companyStaysUntilWhoComesForItHasArrived() throws {
    let near = PodAffinityTerm(
      labelSelector: LabelSelector(matchLabels: ["app": "db"]),
      topologyKey: Node.hostnameLabel
    )
    let p = try Self.problem([
      Self.vm("web", on: "a") {
        $0.affinity = Affinity(podAffinity: PodAffinity(required: [near]))
      },
      Self.vm("db-1", on: "a") { $0.labels = ["app": "db"] },
      Self.vm("db-2", on: "b") { $0.labels = ["app": "db"] },
    ])
    var transit = Transit(p)
    let (comes, leaves) = (Self.step(0, 0, 1), Self.step(2, 1, 2))
    #expect(transit.admits(leaves))
    transit.begin(comes)
    #expect(!transit.admits(leaves))
    // Who leaves another node takes no company away.
    #expect(transit.admits(Self.step(1, 0, 2)))
  }
}
