/// Replays an order of moves that is no plan yet, in batches and in streaming.
///
/// It is for moves that a `Scheduler` ordered: there is no objective and no status to look at.
public struct ScheduleChecker: Sendable {
  private let facts: Facts
  private let yardstick: Yardstick

  /// Prepares for the inventory in which the moves begin.
  public init(inventory: Inventory, goal: Goal = Goal(optimize: .none)) {
    facts = Facts(inventory: inventory, goal: goal)
    yardstick = Yardstick(facts)
  }

  /// Everything that is wrong with the order, or could be, however long each move takes.
  ///
  /// - Complexity: for each batch what its movers touch, and O(moves²) for what each waits for.
  public func check(_ migrations: [Plan.Migration], batches: [Plan.Batch]) -> [Violation] {
    var replay = Replay(yardstick)
    var travels = Travels(facts, nil)
    var stream: [StreamCheck.Move] = []
    var members: [Int: [Plan.Migration]] = [:]
    for migration in migrations { members[migration.batch, default: []].append(migration) }
    for batch in batches {
      let listed = members.removeValue(forKey: batch.number) ?? []
      if listed.map(\.id) != batch.migrations {
        replay.note(
          Violation(.numbering, "its migrations do not name it", batch: batch.number)
        )
      }
      var moves: [(vm: Int, to: Int, type: Plan.MigrationType)] = []
      for migration in listed {
        let (move, problems) = travels.admit(migration, in: replay.state, batch: batch.number)
        for problem in problems { replay.note(problem) }
        guard let move, !moves.contains(where: { $0.vm == move.vm }) else { continue }
        moves.append(move)
        stream.append(
          StreamCheck.Move(
            id: migration.id,
            vm: move.vm,
            from: replay.state.position[move.vm],
            to: move.to,
            type: move.type,
            batch: batch.number,
            after: migration.after
          )
        )
      }
      replay.run(batch: batch.number, type: batch.type, moves: moves)
    }
    for batch in members.keys.sorted() {
      replay.note(Violation(.numbering, "there is no such batch", batch: batch))
    }
    return replay.violations + StreamCheck(yardstick, stream).problems()
  }
}
