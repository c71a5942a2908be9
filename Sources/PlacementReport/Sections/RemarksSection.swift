import PlacementModel

/// What would unlock the goal, and what the operator should know.
enum RemarksSection {
  static func relaxations(_ plan: Plan) -> [Block] {
    guard !plan.relaxations.isEmpty else { return [] }
    let applied = plan.relaxations.filter(\.applied)
    let offered = plan.relaxations.filter { !$0.applied }
    var blocks: [Block] = [.heading(level: 3, "Relaxations")]
    if !applied.isEmpty {
      blocks.append(.paragraph("Assumed by this plan:"))
      blocks.append(.bullets(applied.map { Bullet(.data($0.message), tone: .caution) }))
    }
    if !offered.isEmpty {
      blocks.append(.paragraph("What would unlock the goal:"))
      blocks.append(.bullets(offered.map { Bullet(.data($0.message)) }))
    }
    return blocks
  }

  static func warnings(_ plan: Plan) -> [Block] {
    let warnings = plan.warnings.filter { !$0.isEmpty }
    guard !warnings.isEmpty else { return [] }
    return [
      .heading(level: 3, "Warnings"),
      .bullets(warnings.map { Bullet(.data($0), tone: .caution) }),
    ]
  }
}
