import PlacementIO
import PlacementOracle
import Testing

@testable import PlacementModel
@testable import PlacementSolver

/// Orders for given placements: complete, legal in batches and in streaming.
@Suite struct SchedulerTests {
  // MARK: Against trying everything

  @Test(arguments: 0..<4)
  func whatHasAnOrderIsReached(block: Int) throws {
    var reachable = 0
    for seed in UInt64(block * 12)..<UInt64(block * 12 + 12) {
      let oracle = OrderOracle(seed: seed)
      guard oracle.isUsable else { continue }
      let schedule = try Scheduler(Self.inventory(oracle)).schedule(
        to: Dictionary(
          uniqueKeysWithValues: oracle.target.indices.map {
            ("default/vm\($0)", "n\(oracle.target[$0])")
          }
        )
      )
      let exists = oracle.isReachable
      reachable += exists ? 1 : 0
      #expect(schedule.unreachable.isEmpty == exists, "seed \(seed): \(schedule.unreachable)")
    }
    #expect(reachable > 2)
  }

  private static func inventory(_ oracle: OrderOracle) -> Inventory {
    Inventory(
      cluster: Cluster(
        nodes: oracle.capacity.indices.map {
          Node(
            name: "n\($0)",
            allocatable: [.cpu: Quantity(oracle.capacity[$0]), .memory: Quantity(1 << 40)]
          )
        },
        virtualMachines: oracle.size.indices.map {
          VirtualMachine(
            name: "vm\($0)",
            node: "n\(oracle.start[$0])",
            requests: [.cpu: Quantity(oracle.size[$0]), .memory: Quantity((1 + $0) << 30)],
            accessModes: [.readWriteMany]
          )
        }
      )
    )
  }

  // MARK: Random targets

  /// Two unrelated placements of the same cluster: the start is one, the target the other.
  @Test(arguments: [0.7, 0.85, 0.9, 0.95])
  func randomTargetsAreReachedLegallyInAnyOrderOfEnds(fill: Double) throws {
    for seed in UInt64(1)...1 {
      let (inventory, target) = Self.random(nodes: 8, vms: 40, fill: fill, seed: seed)
      for schedule in Goal.Schedule.allCases {
        let goal = Goal(optimize: .none, schedule: schedule)
        let result = try Scheduler(inventory, goal: goal, attempts: 2).schedule(to: target)
        let problems = Self.problems(inventory, goal, result)
        #expect(problems.isEmpty, "fill \(fill), seed \(seed): \(problems.prefix(3))")
        #expect(result.timeline.seconds >= result.timeline.lowerBound - 1e-6)
        if fill < 0.8 { #expect(result.unreachable.isEmpty, "fill \(fill), seed \(seed)") }
        if schedule == .streaming {
          let breach = RandomFinishes(inventory, result.migrations).breach(runs: 1_000, seed: seed)
          #expect(breach == nil, "fill \(fill), seed \(seed): \(breach ?? "")")
        }
      }
    }
  }

  @Test func aMoveThatDoesNotWaitIsFound() throws {
    let (inventory, target) = Self.random(nodes: 6, vms: 40, fill: 0.9, seed: 5)
    let goal = Goal(optimize: .none)
    var result = try Scheduler(inventory, goal: goal).schedule(to: target)
    let waiting = try #require(result.migrations.firstIndex { !$0.after.isEmpty })
    result.migrations[waiting].after = []
    #expect(!Self.problems(inventory, goal, result).isEmpty)
  }

  /// What the checker finds.
  private static func problems(
    _ inventory: Inventory,
    _ goal: Goal,
    _ schedule: Schedule
  ) -> [String] {
    ScheduleChecker(inventory: inventory, goal: goal)
      .check(schedule.migrations, batches: schedule.batches).map(\.description)
  }

  private static func random(
    nodes: Int,
    vms: Int,
    fill: Double,
    seed: UInt64
  ) -> (Inventory, [String: String]) {
    var random = SplitMix(seed: seed)
    let sizes = (0..<vms).map { _ in random.pick(1, 1, 2, 2, 4, 8) }
    let room = max(10, Int((Double(sizes.reduce(0, +)) / fill / Double(nodes)).rounded(.up)))
    func draw() -> [Int] {
      var free = [Int](repeating: room, count: nodes)
      var result = [Int](repeating: 0, count: vms)
      // Large ones first; where the rest does not fit any more, the emptiest node takes it.
      for v in sizes.indices.sorted(by: { (sizes[$1], $0) < (sizes[$0], $1) }) {
        let open = free.indices.filter { free[$0] >= sizes[v] }
        result[v] = open.randomElement(using: &random) ?? 0
        free[result[v]] -= sizes[v]
      }
      return free.allSatisfy { $0 >= 0 } ? result : draw()
    }
    let (start, target) = (draw(), draw())
    let machines = (0..<vms).map { v in
      VirtualMachine(
        name: "vm\(v)",
        node: "n\(start[v])",
        requests: [.cpu: Quantity(sizes[v]), .memory: Quantity(sizes[v] << 31)],
        accessModes: v % 7 == 0 ? [.readWriteOnce] : [.readWriteMany]
      )
    }
    let inventory = Inventory(
      cluster: Cluster(
        nodes: (0..<nodes).map {
          Node(
            name: "n\($0)",
            allocatable: [.cpu: Quantity(room), .memory: Quantity(1 << 42)]
          )
        },
        virtualMachines: machines
      )
    )
    let ends = (0..<vms).map { ("default/vm\($0)", "n\(target[$0])") }
    return (inventory, Dictionary(uniqueKeysWithValues: ends))
  }

  // MARK: Shapes

  private func node(_ name: String, cpu: Int = 10) -> Node {
    Node(name: name, allocatable: [.cpu: Quantity(cpu), .memory: Quantity(1 << 40)])
  }

  private func vm(_ name: String, on node: String, cpu: Int, memory: Int = 4) -> VirtualMachine {
    VirtualMachine(
      name: name,
      node: node,
      requests: [.cpu: Quantity(cpu), .memory: Quantity(memory << 30)],
      accessModes: [.readWriteMany]
    )
  }

  @Test func aCycleIsNamed() throws {
    let inventory = Inventory(
      cluster: Cluster(
        nodes: [node("a"), node("b"), node("c")],
        virtualMachines: [
          vm("one", on: "a", cpu: 8), vm("two", on: "b", cpu: 8), vm("three", on: "c", cpu: 8),
        ]
      )
    )
    let schedule = try Scheduler(inventory).schedule(
      to: ["default/one": "b", "default/two": "c", "default/three": "a"]
    )
    #expect(schedule.migrations.isEmpty)
    #expect(schedule.unreachable.count == 3)
    #expect(
      schedule.unreachable.first?.message
        == "default/one waits for default/two to leave b, default/two waits for default/three to "
        + "leave c, default/three waits for default/one to leave a, and no third node takes one of "
        + "them meanwhile"
    )
  }

  @Test func oneThatStaysMakesRoomAndComesBack() throws {
    // Nothing that moves may rest on c; only the small one that stays gives way.
    let inventory = Inventory(
      cluster: Cluster(
        nodes: [node("a"), node("b"), node("c", cpu: 3)],
        virtualMachines: [
          vm("one", on: "a", cpu: 5), vm("two", on: "b", cpu: 5), vm("small", on: "b", cpu: 2),
          vm("other", on: "a", cpu: 3), vm("third", on: "b", cpu: 1),
        ]
      )
    )
    let schedule = try Scheduler(inventory).schedule(
      to: ["default/one": "b", "default/two": "a"]
    )
    #expect(schedule.unreachable.isEmpty)
    #expect(schedule.migrations.contains { $0.kind == .parking })
  }

  @Test func streamingWaitsOnlyForWhatItNeeds() throws {
    let inventory = Inventory(
      cluster: Cluster(
        nodes: [node("a"), node("b"), node("c", cpu: 30), node("d", cpu: 30)],
        virtualMachines: [
          vm("leaves", on: "b", cpu: 8, memory: 4), vm("comes", on: "a", cpu: 8, memory: 8),
          vm("apart", on: "d", cpu: 1, memory: 30),
        ]
      )
    )
    let goal = Goal(optimize: .none, schedule: .streaming)
    let schedule = try Scheduler(inventory, goal: goal).schedule(
      to: ["default/leaves": "c", "default/comes": "b", "default/apart": "c"]
    )
    let comes = try #require(schedule.migrations.first { $0.vm == "default/comes" })
    let leaves = try #require(schedule.migrations.first { $0.vm == "default/leaves" })
    let apart = try #require(schedule.migrations.first { $0.vm == "default/apart" })
    #expect(comes.after == [leaves.id])
    #expect(comes.startSeconds == leaves.endSeconds)
    #expect(apart.after.isEmpty && apart.startSeconds == 0)
    #expect(schedule.timeline.seconds == schedule.timeline.lowerBound)
  }

  @Test func unknownNamesAreErrors() {
    let inventory = Inventory(cluster: Cluster(nodes: [node("a")], virtualMachines: []))
    #expect(throws: PlanningError.self) { try Scheduler(inventory).schedule(to: ["x/y": "a"]) }
  }

  // MARK: Networks

  @Test func aBusyLinkSlowsItsMigrations() throws {
    var busy = node("a")
    busy.network = Node.Network(utilization: 0.9)
    let inventory = Inventory(
      cluster: Cluster(
        nodes: [busy, node("b"), node("c")],
        virtualMachines: [vm("one", on: "a", cpu: 1), vm("two", on: "b", cpu: 1)]
      )
    )
    let schedule = try Scheduler(inventory).schedule(
      to: ["default/one": "c", "default/two": "c"]
    )
    let half = inventory.policy.migration.bandwidth.value / 2
    let one = try #require(schedule.migrations.first { $0.vm == "default/one" })
    let two = try #require(schedule.migrations.first { $0.vm == "default/two" })
    #expect(abs((one.bandwidth ?? 0) - half) <= 1)
    #expect(two.bandwidth == nil)
    #expect(one.estimatedSeconds == 2 * two.estimatedSeconds)
    let plan = try Planner().plan(inventory, goal: Goal(optimize: .none, drain: ["a"]))
    #expect(plan.warnings.contains { $0.contains("spec.configuration.migrations.network") })
  }

  // MARK: Durations

  @Test func durationsFollowTheWorkload() {
    var machine = vm("m", on: "a", cpu: 1, memory: 16)
    let policy = MigrationPolicy()
    #expect(MigrationTime.estimate(.live, of: machine, policy).total == 256)
    machine.workload = .cache
    #expect(MigrationTime.estimate(.live, of: machine, policy).total == 512)
    #expect(MigrationTime.timeout(of: machine, policy) == 18 * 150)
    #expect(MigrationTime.bandwidth(policy, links: [0.9, 0.1]) == policy.bandwidth.value / 2)
    // At an eighth of the bandwidth a cache writes faster than is copied.
    #expect(MigrationTime.mayTimeOut(machine, policy, links: [1]))
  }
}
