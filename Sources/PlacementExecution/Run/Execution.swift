import PlacementModel

/// A plan being carried out, as an asynchronous sequence of what happens.
///
/// ```swift
/// let execution = Execution(plan: plan, executor: executor, journal: journal)
/// for await update in execution {
///   if case .stopped(let report) = update.event { print(report.status) }
/// }
/// ```
/// The run goes on while somebody asks for the next update, and no faster: who stops asking leaves
/// migrations that were started to end by themselves, and a journal from which ``init(resuming:decision:executor:journal:clock:control:)``
/// goes on.
public struct Execution: AsyncSequence, Sendable {
  /// What happens.
  public typealias Element = RunUpdate

  private let driver: Driver

  /// Begins to carry out a plan that was validated and approved.
  ///
  /// - Parameters:
  ///   - header: the plan, the run's identifier, and how it is carried out.
  ///   - executor: the platform.
  ///   - journal: an empty journal.
  ///   - clock: where the time comes from.
  ///   - control: lets somebody interrupt the run.
  public init(
    header: RunHeader,
    executor: any Executor,
    journal: any Journal,
    clock: any ExecutionClock = WallClock(),
    control: RunControl = RunControl()
  ) {
    driver = Driver(
      state: RunState(header: header, at: clock.now()),
      openings: [.began(header)],
      executor: executor,
      journal: journal,
      clock: clock,
      control: control
    )
  }

  /// Goes on with a run that was interrupted, crashed, or paused for a decision.
  ///
  /// - Parameters:
  ///   - state: what the journal's entries amount to.
  ///   - decision: what the operator decided; `nil` lets what runs end and changes nothing else.
  ///   - executor: the platform.
  ///   - journal: the same journal.
  ///   - clock: where the time comes from.
  ///   - control: lets somebody interrupt the run.
  public init(
    resuming state: RunState,
    decision: Decision?,
    executor: any Executor,
    journal: any Journal,
    clock: any ExecutionClock = WallClock(),
    control: RunControl = RunControl()
  ) {
    driver = Driver(
      state: state,
      openings: decision.map { [.decided($0)] } ?? [],
      executor: executor,
      journal: journal,
      clock: clock,
      control: control
    )
  }

  /// Starts to ask.
  public func makeAsyncIterator() -> Iterator { Iterator(driver: driver) }

  /// Asks for one update after the other.
  public struct Iterator: AsyncIteratorProtocol {
    var driver: Driver

    /// The next update; `nil` after the report.
    public mutating func next() async -> RunUpdate? { await driver.next() }

    /// The next update; `nil` after the report.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async -> RunUpdate? { await driver.next() }
  }
}
