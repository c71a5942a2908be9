import PlacementModel

/// What deserves a thought before approving; nothing where the plan is ordinary.
enum RisksSection {
  private static let mostNames = 8

  static func blocks(_ plan: Plan, _ facts: PlanFacts) -> [Block] {
    var bullets = size(facts)
    bullets += coldFallbacks(plan)
    bullets += downtime(plan)
    bullets += parking(plan, facts)
    bullets += large(plan)
    guard !bullets.isEmpty else { return [] }
    return [.heading(level: 3, "Risks & Considerations"), .bullets(bullets)]
  }

  private static func size(_ facts: PlanFacts) -> [Bullet] {
    let count = facts.journeys.count
    if count > 10 {
      return [
        Bullet(
          "\(count) VMs move: splitting the plan into groups of 5 is strongly recommended",
          tone: .caution
        )
      ]
    }
    return count > 5 ? [Bullet("\(count) VMs move: consider doing it in stages")] : []
  }

  private static func coldFallbacks(_ plan: Plan) -> [Bullet] {
    let moves = plan.migrations.filter { $0.flags.contains(.coldFallback) }
    guard !moves.isEmpty else { return [] }
    let reasons = moves.map { move -> RichText in
      let why: RichText = move.reason.isEmpty ? "" : ": \(move.reason)"
      let down = Format.downtime(move.downtimeSeconds)
      return "\(move.vm) (migration \(move.id)), \(own: down) down\(why)"
    }
    let subject: RichText =
      moves.count == 1
      ? "1 VM that could go live goes" : "\(moves.count) VMs that could go live go"
    return [
      Bullet("\(subject) cold, as nothing else works:", children: reasons, tone: .caution)
    ]
  }

  private static func downtime(_ plan: Plan) -> [Bullet] {
    let moves = plan.migrations.filter { $0.type == .cold && !$0.movesStoppedVM }
    guard moves.count > 1 else { return [] }
    let total = Format.downtime(moves.reduce(0) { $0 + $1.downtimeSeconds })
    return [
      Bullet("\(moves.count) cold migrations: \(own: total) of cumulative downtime", tone: .caution)
    ]
  }

  private static func parking(_ plan: Plan, _ facts: PlanFacts) -> [Bullet] {
    let parked = plan.migrations.filter { $0.kind == .parking }
    guard !parked.isEmpty else { return [] }
    let lines = parked.prefix(mostNames).map { move -> RichText in
      let journey = facts.journey(of: move.vm)
      let next = journey?.migrations.first { $0 > move.id }
      let goal: RichText = next.map { " until migration \($0)" } ?? ""
      return "\(move.vm) (migration \(move.id)) waits on \(move.to)\(goal)"
    }
    let rest: [RichText] =
      parked.count > mostNames ? ["\(parked.count - mostNames) more, see Notes"] : []
    let subject = Format.count(parked.count, "VM moves", plural: "VMs move")
    return [Bullet("\(own: subject) twice, to make room for others:", children: lines + rest)]
  }

  private static func large(_ plan: Plan) -> [Bullet] {
    let moves = plan.migrations.filter { $0.type == .live && $0.isLarge }
    guard !moves.isEmpty else { return [] }
    var seen: Set<String> = []
    let texts = moves.filter { seen.insert($0.vm).inserted }.map { move -> RichText in
      "\(move.vm) (\(own: Format.bytes(move.memory)))"
    }
    let rest: RichText = texts.count > mostNames ? " and \(texts.count - mostNames) more" : ""
    let names = texts.prefix(mostNames).joined(separator: ", ")
    return [
      Bullet("Live migrations above 32 GiB take long and may time out: \(names)\(rest)")
    ]
  }
}
