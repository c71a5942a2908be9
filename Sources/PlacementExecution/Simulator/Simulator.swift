import PlacementModel
import Synchronization

/// A cluster in memory on which plans are carried out in no time: an executor, and its clock.
///
/// Live migrations take as long as their memory needs at the policy's bandwidth, cold ones the
/// policy's downtime. It queues, schedules and refuses as KubeVirt does, and goes wrong on demand.
public final class Simulator: Executor, ExecutionClock {
  private let world: Mutex<SimulatedCluster>
  /// Whether live migrations need their VM pinned, as on KubeVirt before 1.6.
  public let pinsLiveMigrations: Bool

  /// Creates a cluster.
  ///
  /// - Parameters:
  ///   - inventory: what is there at the beginning.
  ///   - faults: what goes wrong.
  ///   - start: seconds since 1970 at the beginning.
  ///   - pinsLiveMigrations: whether live migrations need their VM pinned.
  public init(
    _ inventory: Inventory,
    faults: [Fault] = [],
    start: Double = 0,
    pinsLiveMigrations: Bool = false
  ) {
    world = Mutex(SimulatedCluster(inventory, faults: faults, start: start))
    self.pinsLiveMigrations = pinsLiveMigrations
  }

  /// Seconds since 1970, in the cluster's time.
  public func now() -> Double { world.withLock { $0.time } }

  /// Lets the cluster's time pass.
  public func sleep(seconds: Double) async { world.withLock { $0.pass(seconds) } }

  /// All migrations there are.
  public func transfers() async throws -> [Transfer] {
    try world.withLock { try $0.answer(.transfers) { $0.listTransfers() } }
  }

  /// How things are with some VMs and nodes.
  public func details(of request: DetailsRequest) async throws -> Details {
    try world.withLock { try $0.answer(.details) { $0.details(of: request) } }
  }

  /// Does something, where no fault forbids it.
  public func perform(_ command: Command) async throws {
    try world.withLock { try $0.perform(command) }
  }

  /// The cluster as it is now.
  public func inventory() async throws -> Inventory {
    try world.withLock { try $0.answer(.inventory) { $0.snapshot() } }
  }

  /// What happened so far, for tests.
  package var record: SimulatedCluster.Record { world.withLock { $0.record } }

  /// The cluster as it is, whether it answers or not, for tests.
  package var cluster: Cluster { world.withLock { $0.snapshot().cluster } }

  /// The settings of every VM, for tests.
  package var settings: [String: String] {
    world.withLock { $0.machines.mapValues { $0.settings.text } }
  }

  /// Lets more go wrong from now on.
  public func add(_ fault: Fault) { world.withLock { $0.faults.append(fault) } }
}
