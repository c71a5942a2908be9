import PlacementModel
import PlacementOracle

@testable import PlacementChecker

/// Tries random moves on a random cluster and keeps those that break nothing.
struct RandomWalk {
  private let test: Case
  private let names: [String]
  private var random: SplitMix
  private var batches: [[Plan.Migration]] = []
  private(set) var placement: [String: String] = [:]
  /// What is broken at some moment of a batch that the replay let pass.
  private(set) var breaches: [String] = []

  /// Codes that speak of the whole plan and not of a move.
  private static let unfinished: Set<Violation.Code> = [
    .forced, .unplaced, .blocked, .status, .objective, .bound, .score, .summary, .estimate,
    .balance, .nodes, .digest, .inventoryDigest, .parking,
  ]

  var moves: [(vm: String, type: Plan.MigrationType)] {
    batches.flatMap { $0.map { ($0.vm, $0.type) } }
  }

  init(_ drawn: RandomCase) {
    test = Case(drawn)
    names = drawn.inventory.cluster.nodes.map(\.name)
    random = SplitMix(seed: drawn.seed)
  }

  mutating func run(steps: Int) throws {
    let checker = PlanChecker(inventory: test.inventory, goal: test.goal)
    for _ in 0..<steps {
      let batch = draw()
      if batch.isEmpty { continue }
      var plan = test.empty()
      let all = batches + [batch]
      for (b, moves) in all.enumerated() {
        var ids: [Int] = []
        for move in moves {
          var migration = move
          migration.id = plan.migrations.count + 1
          migration.batch = b + 1
          plan.migrations.append(migration)
          ids.append(migration.id)
        }
        plan.batches.append(
          Plan.Batch(
            number: b + 1,
            type: moves.first?.type ?? .live,
            migrations: ids,
            estimatedSeconds: 0
          )
        )
      }
      let found = checker.check(plan).violations.filter { !Self.unfinished.contains($0.code) }
      if !found.isEmpty { continue }
      if batch.first?.type == .live { breaches += Interleavings(test, placement, batch).breaches() }
      batches = all
      for move in batch { placement[move.vm] = move.to }
    }
  }

  private mutating func draw() -> [Plan.Migration] {
    let isLive = random.chance(0.7)
    var batch: [Plan.Migration] = []
    for _ in 0..<random.number(1...(isLive ? 3 : 1)) {
      guard let vm = test.inventory.cluster.virtualMachines.randomElement(using: &random),
        let to = names.randomElement(using: &random),
        !batch.contains(where: { $0.vm == vm.fullName })
      else { continue }
      let from = placement[vm.fullName] ?? vm.node
      let type: Plan.MigrationType = from == nil ? .place : isLive ? .live : .cold
      if let first = batch.first, first.type != type { continue }
      batch.append(
        Plan.Migration(
          id: 0,
          vm: vm.fullName,
          from: from,
          to: to,
          type: type,
          batch: 0,
          memory: vm.guest[.memory].value,
          estimatedSeconds: 0,
          downtimeSeconds: 0,
          flags: type == .cold && vm.canMigrateLive ? [.coldFallback] : []
        )
      )
    }
    return batch
  }
}
