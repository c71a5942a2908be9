import PlacementModel

/// Goes through moves in their order: each is judged by itself, and each batch is replayed.
struct Walk {
  private(set) var replay: Replay
  private(set) var travels: Travels
  /// The moves that could be replayed, for ``StreamCheck``.
  private(set) var stream: [StreamCheck.Move] = []
  /// What is demanded for the failure of nodes; `nil` where nothing is.
  private var failures: FailureRules?

  /// Starts where everything is now.
  init(
    _ yardstick: Yardstick,
    _ stipulations: Stipulations? = nil,
    failures: FailureRules? = nil
  ) {
    self.failures = failures
    replay = Replay(yardstick)
    travels = Travels(yardstick.facts, stipulations)
  }

  /// Notes what is wrong.
  mutating func note(_ problems: [Violation]) {
    for problem in problems { replay.note(problem) }
  }

  /// Takes all steps of an outline, and notes what is wrong with it.
  mutating func take(_ outline: PlanOutline) {
    note(outline.problems)
    for step in outline.steps { take(step) }
  }

  private mutating func take(_ step: PlanOutline.Step) {
    var moves: [(vm: Int, to: Int, type: Plan.MigrationType)] = []
    for migration in step.migrations {
      let (move, problems) = travels.admit(migration, in: replay.state, batch: step.number)
      note(problems)
      guard let move else { continue }
      // The second move of a VM in one batch is wrong already and cannot be replayed.
      if moves.contains(where: { $0.vm == move.vm }) { continue }
      moves.append(move)
      stream.append(
        StreamCheck.Move(
          id: migration.id,
          vm: move.vm,
          from: replay.state.position[move.vm],
          to: move.to,
          type: move.type,
          batch: step.number,
          after: migration.after
        )
      )
    }
    replay.run(batch: step.number, type: step.type, moves: moves)
    let stranding = failures?.problems(of: replay.state, after: step.number)
    note(stranding ?? [])
  }
}
