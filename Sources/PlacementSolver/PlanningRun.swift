import Foundation
import PlacementModel
import Synchronization

/// Planning under way: how far it is, then the plan.
///
/// ```swift
/// let run = Planner().start(inventory, goal: goal)
/// for await progress in run { print(progress.stage, progress.captured) }
/// let plan = try await run.plan
/// ```
///
/// It runs on a thread of its own. Where the task that waits for ``plan`` is cancelled, or ``stop()``
/// is called, the best plan so far is made; its termination is `interrupted`.
public struct PlanningRun: AsyncSequence, Sendable {
  /// How far the planner is.
  public typealias Element = PlanningProgress
  /// Nothing is thrown while there is progress; ``plan`` throws what planning does.
  public typealias Failure = Never

  private let progress: AsyncStream<PlanningProgress>
  private let task: Task<Plan, any Error>
  private let context: SolveContext
  private let stopping: Stopping

  init(
    _ context: SolveContext,
    _ plan: @escaping @Sendable (SolveContext) throws -> Plan
  ) {
    let stopping = Stopping()
    // Who looks away for a while wants to know how far it is now, not how far it was.
    let (progress, continuation) = AsyncStream.makeStream(
      of: PlanningProgress.self,
      bufferingPolicy: .bufferingNewest(1)
    )
    self.stopping = stopping
    self.progress = progress
    let watched = context.watched(
      stop: { stopping.isAskedFor.load(ordering: .relaxed) },
      progress: { continuation.yield($0) }
    )
    self.context = watched
    task = Task.detached {
      // Planning takes a whole thread for as long as it lasts; those of tasks are few.
      try await withCheckedThrowingContinuation { result in
        let thread = Thread {
          result.resume(with: Result { try plan(watched) })
          continuation.finish()
        }
        thread.stackSize = 8 << 20
        thread.start()
      }
    }
  }

  /// The plan, once it is made.
  ///
  /// - Throws: ``PlanningError`` where the task makes no sense; `EncodingError` where a number in
  ///   the inventory is not finite.
  public var plan: Plan {
    get async throws {
      try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        stop()
      }
    }
  }

  /// Ends the search soon; ``plan`` is the best so far.
  public func stop() { stopping.isAskedFor.store(true, ordering: .relaxed) }

  /// The best plan so far, made now while the search goes on; `nil` before there is one.
  ///
  /// - Throws: `EncodingError` where a number in the inventory is not finite.
  public func bestPlan() throws -> Plan? { try context.bestPlan() }

  /// Iterates over the progress made; one loop sees it all.
  public func makeAsyncIterator() -> AsyncStream<PlanningProgress>.Iterator {
    progress.makeAsyncIterator()
  }

  /// Whether the run is to end.
  final class Stopping: Sendable {
    let isAskedFor = Atomic(false)
  }
}

extension Planner {
  /// Starts to plan, without waiting for the plan.
  ///
  /// The parameters are those of ``plan(_:goal:stipulations:warnings:startingFrom:context:)``.
  ///
  /// - Parameters:
  ///   - inventory: The cluster, its rules and limits.
  ///   - goal: What is wanted.
  ///   - stipulations: What is decided already.
  ///   - warnings: What was noticed while the inventory was read; the plan lists it first.
  ///   - earlier: Nodes of virtual machines by name, as in an earlier plan.
  ///   - context: A deadline, and who else may stop it and is told how it goes.
  public func start(
    _ inventory: Inventory,
    goal: Goal = Goal(),
    stipulations: Stipulations = Stipulations(),
    warnings: [String] = [],
    startingFrom earlier: [String: String] = [:],
    context: SolveContext = SolveContext()
  ) -> PlanningRun {
    PlanningRun(context) { context in
      try plan(
        inventory,
        goal: goal,
        stipulations: stipulations,
        warnings: warnings,
        startingFrom: earlier,
        context: context
      )
    }
  }
}
