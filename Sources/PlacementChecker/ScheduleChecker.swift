import PlacementModel

/// Replays an order of moves that is no plan yet, in batches and in streaming.
///
/// It is for moves that a `Scheduler` ordered: there is no objective and no status to look at.
public struct ScheduleChecker: Sendable {
  private let yardstick: Yardstick

  /// Prepares for the inventory in which the moves begin.
  public init(inventory: Inventory, goal: Goal = Goal(optimize: .none)) {
    yardstick = Yardstick(Facts(inventory: inventory, goal: goal))
  }

  /// Everything that is wrong with the order, or could be, however long each move takes.
  ///
  /// - Complexity: for each batch what its movers touch, and O(moves²) for what each waits for.
  public func check(_ migrations: [Plan.Migration], batches: [Plan.Batch]) -> [Violation] {
    var walk = Walk(yardstick)
    walk.take(PlanOutline(migrations, batches))
    walk.note(StreamCheck(yardstick, walk.stream).problems())
    return walk.replay.violations
  }
}
