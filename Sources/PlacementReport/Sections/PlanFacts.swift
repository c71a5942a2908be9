import PlacementModel

/// What several sections want to know of a plan, found in one pass.
struct PlanFacts: Sendable {
  /// The way of one VM through the plan.
  struct Journey: Sendable {
    var vm: String
    /// The numbers of its migrations in execution order: two when it is parked in between.
    var migrations: [Int]
    var origin: String?
    var destination: String
    /// Whether it is shut down, so that its move loads no node.
    var isStopped: Bool
  }

  /// How many VMs leave and reach a node for good.
  struct Traffic: Sendable {
    var leaving = 0
    var arriving = 0
  }

  /// One journey for each VM, in the order of its first migration.
  var journeys: [Journey] = []
  /// By node; a VM that ends where it began counts nowhere.
  var traffic: [String: Traffic] = [:]
  /// The nodes to empty.
  var drained: Set<String>
  private var journeyOfVM: [String: Int] = [:]

  init(_ plan: Plan) {
    drained = Set(plan.goal.drain)
    for migration in plan.migrations {
      if let index = journeyOfVM[migration.vm] {
        journeys[index].migrations.append(migration.id)
        journeys[index].destination = migration.to
      } else {
        journeyOfVM[migration.vm] = journeys.count
        journeys.append(
          Journey(
            vm: migration.vm,
            migrations: [migration.id],
            origin: migration.from,
            destination: migration.to,
            isStopped: migration.movesStoppedVM
          )
        )
      }
    }
    for journey in journeys where !journey.isStopped && journey.origin != journey.destination {
      if let origin = journey.origin { traffic[origin, default: Traffic()].leaving += 1 }
      traffic[journey.destination, default: Traffic()].arriving += 1
    }
  }

  /// The way of a VM that the plan moves.
  func journey(of vm: String) -> Journey? {
    journeyOfVM[vm].map { journeys[$0] }
  }
}

extension Plan.Migration {
  /// Whether the VM is shut down: a cold move without downtime.
  var movesStoppedVM: Bool { type == .cold && downtimeSeconds <= 0 }

  /// Whether its memory is so large that copying it may exceed a migration's time limit.
  var isLarge: Bool { memory > 32 * 1_073_741_824 }
}
