import PlacementModel

/// The order of moves, read from a document that may say anything.
struct PlanOutline {
  /// A batch with its migrations.
  struct Step {
    var number: Int
    var type: Plan.MigrationType
    var migrations: [Plan.Migration]
  }

  private(set) var steps: [Step] = []
  private(set) var problems: [Violation] = []

  /// Reads moves and the batches that they run in.
  init(_ migrations: [Plan.Migration], _ batches: [Plan.Batch]) {
    var byID: [Int: Int] = [:]
    for (i, migration) in migrations.enumerated() {
      if migration.id != i + 1 {
        problems.append(
          Violation(.numbering, "migration \(migration.id) is number \(i + 1)", vm: migration.vm)
        )
      }
      byID[migration.id] = byID[migration.id] ?? i
    }
    var taken = Set<Int>()
    var last = -1
    for (b, batch) in batches.enumerated() {
      if batch.number != b + 1 {
        note(.numbering, "batch \(batch.number) is number \(b + 1)", batch)
      }
      var members: [Plan.Migration] = []
      for id in batch.migrations {
        guard let i = byID[id] else {
          note(.numbering, "there is no migration \(id)", batch)
          continue
        }
        let migration = migrations[i]
        guard taken.insert(i).inserted else {
          note(.numbering, "migration \(id) runs twice", batch)
          continue
        }
        if i < last { note(.numbering, "migration \(id) is out of order", batch) }
        last = i
        if migration.batch != batch.number {
          note(.numbering, "migration \(id) says batch \(migration.batch)", batch)
        }
        members.append(migration)
      }
      checkKind(of: batch, members)
      steps.append(Step(number: batch.number, type: batch.type, migrations: members))
    }
    for (i, migration) in migrations.enumerated() where !taken.contains(i) {
      problems.append(
        Violation(.numbering, "migration \(migration.id) runs in no batch", vm: migration.vm)
      )
    }
  }

  private mutating func checkKind(of batch: Plan.Batch, _ members: [Plan.Migration]) {
    if members.isEmpty { note(.batch, "it holds no migration", batch) }
    for migration in members where migration.type != batch.type {
      note(
        .batch,
        "migration \(migration.id) is \(migration.type.rawValue) in a \(batch.type.rawValue) batch",
        batch
      )
    }
    if members.count > 1, members.contains(where: { $0.type == .cold }) {
      note(.batch, "a cold migration runs alone, this batch holds \(members.count)", batch)
    }
    if Set(members.map(\.vm)).count < members.count {
      note(.batch, "a VM moves twice in it", batch)
    }
  }

  private mutating func note(_ code: Violation.Code, _ message: String, _ batch: Plan.Batch) {
    problems.append(Violation(code, message, batch: batch.number))
  }
}
