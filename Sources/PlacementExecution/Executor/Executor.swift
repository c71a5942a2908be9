import PlacementModel

/// A platform on which a plan can be carried out.
///
/// Three methods are all it takes. A run calls ``transfers()`` once an interval, however many moves
/// are under way; ``details(of:)`` for the few VMs that are about to move or just did; and
/// ``perform(_:)`` after the intention is safe in the journal. Nothing is called concurrently.
///
/// Commands may come twice, after a crash or a lost answer: all but ``Command/migrate(vm:to:tag:)``
/// must then have the effect of one. That one is repeated only after ``transfers()`` has shown that
/// no migration with its tag exists.
public protocol Executor: Sendable {
  /// All live migrations that are under way, whoever asked for them, and those of this program that
  /// ended and that the platform still remembers.
  func transfers() async throws -> [Transfer]

  /// How things are with some VMs and nodes now.
  func details(of request: DetailsRequest) async throws -> Details

  /// Does something, or rather asks the platform to: it returns when the platform has accepted.
  ///
  /// - Throws: ``ExecutorError``; its code says whether the command may have been carried out.
  func perform(_ command: Command) async throws

  /// The whole cluster as it is now: before a run, when something has changed, and for the report.
  func inventory() async throws -> Inventory

  /// Whether a live migration needs the VM pinned to its target, because the platform cannot be
  /// told the target of one migration.
  var pinsLiveMigrations: Bool { get }
}

extension Executor {
  /// Platforms can be told.
  public var pinsLiveMigrations: Bool { false }
}
