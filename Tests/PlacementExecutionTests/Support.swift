import PlacementChecker
import PlacementExecution
import PlacementModel
import Testing

/// A cluster of four nodes with VMs on the first, and a plan that empties it.
enum Fixture {
  static func node(_ name: String, cpu: Int = 16, memory: Int = 32) -> Node {
    Node(name: name, allocatable: [.cpu: Quantity(cpu), .memory: Quantity(memory << 30)])
  }

  /// Four VMs that can go live, two that cannot, one that stays.
  static func inventory(_ change: (inout Inventory) -> Void = { _ in }) -> Inventory {
    var machines = (1...4).map { vm("v\($0)", on: "a") }
    machines += (1...2).map { vm("r\($0)", on: "a", .readWriteOnce) }
    machines.append(vm("stays", on: "b"))
    var inventory = Inventory(
      cluster: Cluster(nodes: ["a", "b", "c", "d"].map { node($0) }, virtualMachines: machines)
    )
    change(&inventory)
    return inventory
  }

  static func vm(
    _ name: String,
    on node: String?,
    _ mode: VirtualMachine.AccessMode = .readWriteMany,
    cpu: Int = 2
  ) -> VirtualMachine {
    VirtualMachine(
      name: name,
      node: node,
      requests: [.cpu: Quantity(cpu), .memory: Quantity(2 << 30)],
      accessModes: [mode]
    )
  }

  /// Moves by hand: two batches of live ones, two cold ones.
  static let moves: [(String, String, Plan.MigrationType, Int)] = [
    ("v1", "b", .live, 1), ("v2", "c", .live, 1), ("v3", "b", .live, 2), ("v4", "d", .live, 2),
    ("r1", "d", .cold, 3), ("r2", "c", .cold, 4),
  ]

  static func plan(
    _ inventory: Inventory = inventory(),
    moves: [(String, String, Plan.MigrationType, Int)] = moves
  ) throws -> Plan {
    let homes = Dictionary(
      uniqueKeysWithValues: inventory.cluster.virtualMachines.map { ($0.name, $0.node) }
    )
    let migrations = moves.enumerated().map { i, move in
      Plan.Migration(
        id: i + 1,
        vm: "default/\(move.0)",
        from: homes[move.0] ?? nil,
        to: move.1,
        type: move.2,
        batch: move.3,
        memory: Double(2 << 30),
        estimatedSeconds: move.2 == .live ? 32 : 40,
        downtimeSeconds: move.2 == .live ? 1 : 40,
        flags: [.forced]
      )
    }
    let batches = Dictionary(grouping: migrations, by: \.batch).sorted { $0.key < $1.key }.map {
      Plan.Batch(
        number: $0.key,
        type: $0.value[0].type,
        migrations: $0.value.map(\.id),
        estimatedSeconds: 40
      )
    }
    let goal = Goal(coldFallback: .always)
    let score = Scorer(inventory: inventory, goal: goal).score(placement: [:], moves: [])
    var plan = Plan(
      status: .planned,
      goal: goal,
      loadSource: .requests,
      solver: SolverInfo(
        method: .greedy,
        termination: .optimal,
        objective: 0,
        stay: 0,
        bound: 0,
        seconds: 0,
        work: 0
      ),
      balance: score.balance,
      score: score.terms,
      nodes: score.nodes,
      migrations: migrations,
      batches: batches,
      summary: Plan.Summary(
        migrations: moves.count,
        live: 0,
        cold: 0,
        placements: 0,
        estimatedSeconds: 0,
        downtimeSeconds: 0,
        improvement: score.improvement
      )
    )
    plan = try plan.sealed(inventory: inventory)
    return plan
  }
}

/// A run in a simulated cluster, over as many processes as it takes.
struct Trial {
  let simulator: Simulator
  let header: RunHeader
  private(set) var entries: [JournalEntry] = []
  private(set) var updates: [RunUpdate] = []

  init(
    faults: [Fault] = [],
    inventory: Inventory = Fixture.inventory(),
    plan: Plan? = nil,
    options: RunOptions = RunOptions(),
    pins: Bool = false
  ) throws {
    simulator = Simulator(inventory, faults: faults, pinsLiveMigrations: pins)
    header = RunHeader(
      run: "test",
      plan: try plan ?? Fixture.plan(inventory),
      options: options,
      pins: pins
    )
  }

  /// Runs until it stops: from the beginning, or from what the journal says.
  @discardableResult
  mutating func run(
    _ decision: Decision? = nil,
    journal: (any EntryJournal)? = nil,
    control: RunControl = RunControl(),
    watch: (RunUpdate) -> Void = { _ in }
  ) async throws -> ExecutionReport {
    let journal = journal ?? KeepingJournal(entries)
    let execution: Execution
    if entries.isEmpty {
      execution = Execution(
        header: header,
        executor: simulator,
        journal: journal,
        clock: simulator,
        control: control
      )
    } else {
      execution = Execution(
        resuming: try RunState(entries),
        decision: decision,
        executor: simulator,
        journal: journal,
        clock: simulator,
        control: control
      )
    }
    var report: ExecutionReport?
    for await update in execution {
      updates.append(update)
      watch(update)
      if case .stopped(let last) = update.event { report = last }
      try #require(simulator.now() < 100_000, "the run does not end")
    }
    entries = journal.entries
    return try #require(report)
  }

  /// What must hold however a run went.
  func checkInvariants(
    _ report: ExecutionReport,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let record = simulator.record
    for (tag, count) in record.migrations {
      #expect(count == 1, "\(tag) started \(count) times", sourceLocation: sourceLocation)
    }
    #expect(record.overfull.isEmpty, sourceLocation: sourceLocation)
    let cluster = simulator.cluster
    for vm in cluster.virtualMachines {
      let isAsBefore = simulator.settings[vm.fullName] == "Always"
      let isUp = vm.isActive && vm.node != nil
      if isAsBefore && isUp { continue }
      let outcome = report.moves.first { $0.vm == vm.fullName }
      let isTold = outcome?.leftover != nil || outcome?.message != nil
      #expect(
        isTold,
        "\(vm.fullName) is not as before, and the report is silent: \(String(describing: outcome))",
        sourceLocation: sourceLocation
      )
    }
    for move in report.moves where move.state == .done && move.message == nil {
      let vm = cluster.virtualMachines.first { $0.fullName == move.vm }
      #expect(vm?.node == move.to, sourceLocation: sourceLocation)
    }
  }
}

/// A journal whose entries can be taken along to the next process.
protocol EntryJournal: Journal {
  var entries: [JournalEntry] { get }
}

/// A journal that keeps everything.
final class KeepingJournal: EntryJournal {
  private let memory: MemoryJournal
  init(_ entries: [JournalEntry]) { memory = MemoryJournal(entries) }
  var entries: [JournalEntry] { memory.entries }
  func append(_ entry: JournalEntry) throws { try memory.append(entry) }
}

/// A journal that ends after so many entries, before or after the last of them is safe.
final class DyingJournal: EntryJournal {
  private let memory: MemoryJournal
  private let most: Int
  private let keepsLast: Bool

  init(_ entries: [JournalEntry], after most: Int, keepsLast: Bool) {
    memory = MemoryJournal(entries)
    self.most = most
    self.keepsLast = keepsLast
  }

  struct Death: Error {}

  var entries: [JournalEntry] { memory.entries }

  func append(_ entry: JournalEntry) throws {
    if memory.entries.count >= most {
      if keepsLast, memory.entries.count == most { try memory.append(entry) }
      throw Death()
    }
    try memory.append(entry)
  }
}
