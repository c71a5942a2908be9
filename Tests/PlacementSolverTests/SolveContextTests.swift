import PlacementIO
import Synchronization
import Testing

@testable import PlacementSolver

/// After a stop, or past the deadline, everything ends soon: counted in polls, on a logical clock.
@Suite struct SolveContextTests {
  /// Says "stop" from the nth poll on.
  private final class Stop: Sendable {
    private let polls = Mutex(0)
    private let after: Int
    init(after: Int) { self.after = after }

    @Sendable func poll() -> Bool {
      polls.withLock { polls in
        polls += 1
        return polls > after
      }
    }
    /// The polls after the one that stopped it.
    var late: Int { polls.withLock { max(0, $0 - after - 1) } }
    var hasCome: Bool { polls.withLock { $0 > after } }
  }

  private static let scenario =
    SyntheticCluster(kind: .drain, nodes: 8, virtualMachines: 60, seed: 3).scenario()

  /// How many polls a method may need to return: one for each stage and nested part.
  private static let most = 400

  private func plan(_ method: SolverOptions.Method, _ stop: Stop) throws -> Plan {
    var options = SolverOptions(method: method)
    options.proposesAlternatives = true
    return try Planner(options: options).plan(
      Self.scenario.inventory,
      goal: Self.scenario.goal,
      context: SolveContext(stop: stop.poll)
    )
  }

  @Test(arguments: SolverOptions.Method.allCases, [0, 20])
  func everyMethodEnds(_ method: SolverOptions.Method, after: Int) throws {
    let stop = Stop(after: after)
    let plan = try plan(method, stop)
    #expect(stop.hasCome)
    #expect(stop.late < Self.most, "\(stop.late) polls")
    #expect(plan.solver.termination == .interrupted)
    let report = PlanChecker(inventory: Self.scenario.inventory, goal: Self.scenario.goal)
      .check(plan)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
  }

  @Test func aStopReachesThePrograms() {
    let stop = Stop(after: 0)
    let limits = SolveContext(stop: stop.poll).programLimits(work: 1_000)
    #expect(limits.isCancelled())
    #expect(limits.work == 1_000 && limits.time == nil)
  }

  @Test func theClockEndsAPlanAndThePlanSaysSo() throws {
    let reads = Mutex(0)
    let first = ContinuousClock.now
    // Each look at the clock takes a millisecond.
    let context = SolveContext(
      deadline: first + .milliseconds(60),
      stop: { false },
      now: {
        reads.withLock {
          $0 += 1
          return first + .milliseconds($0)
        }
      }
    )
    let plan = try Planner(options: SolverOptions(method: .search)).plan(
      Self.scenario.inventory,
      goal: Self.scenario.goal,
      context: context
    )
    #expect(plan.solver.termination == .timeLimit)
    #expect(plan.warnings.contains { $0.hasPrefix("the time limit ended planning at ") })
    #expect(reads.withLock { $0 } < 60 + Self.most)
  }

  @Test func thereIsABestPlanWhileThePlanIsMade() throws {
    let seen = Mutex<[Plan]>([])
    let holder = Mutex<SolveContext?>(nil)
    let context = SolveContext(
      stop: { false },
      progress: { _ in
        guard let plan = try? holder.withLock({ $0 })?.bestPlan() else { return }
        seen.withLock { $0.append(plan) }
      }
    )
    holder.withLock { $0 = context }
    #expect(try context.bestPlan() == nil)
    _ = try Planner(options: SolverOptions(method: .search, workLimit: 100_000)).plan(
      Self.scenario.inventory,
      goal: Self.scenario.goal,
      context: context
    )
    let plans = seen.withLock { $0 }
    #expect(!plans.isEmpty)
    let checker = PlanChecker(inventory: Self.scenario.inventory, goal: Self.scenario.goal)
    for plan in plans { #expect(checker.check(plan).isLegal) }
  }

  @Test func comparisonsAndWavesEnd() throws {
    let (first, second) = (Stop(after: 10), Stop(after: 10))
    let planner = Planner(options: SolverOptions(method: .search))
    _ = try planner.compare(
      Self.scenario.inventory,
      goal: Self.scenario.goal,
      most: 8,
      context: SolveContext(stop: first.poll)
    )
    // Each of its plans is still made, without a search.
    #expect(first.late < 12 * Self.most, "\(first.late) polls")
    _ = try planner.maintenance(
      Self.scenario.inventory,
      goal: Self.scenario.goal,
      context: SolveContext(stop: second.poll)
    )
    #expect(second.late < 12 * Self.most, "\(second.late) polls")
  }
}
