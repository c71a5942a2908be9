import PlacementModel

/// The rules that are broken before or after the plan, with their excess.
enum BrokenSection {
  private static let mostRules = 12
  private static let mostVMs = 4

  static func blocks(_ plan: Plan) -> [Block] {
    let broken = plan.broken ?? []
    guard !broken.isEmpty else { return [] }
    let rest = broken.count - mostRules
    let bullets = broken.prefix(mostRules).map { Bullet(line($0), tone: tone($0)) }
    return [
      .heading(level: 3, "Broken Rules"),
      .bullets(bullets + (rest > 0 ? [Bullet("and \(rest) more")] : [])),
    ]
  }

  /// One rule: `required rule db-apart: excess 2 → 0, repaired (prod/db-02)`.
  private static func line(_ rule: Plan.BrokenRule) -> RichText {
    var text: RichText = """
      \(strong: "\(own: rule.required ? "required" : "preferred") rule \(rule.rule)"): \
      excess \(rule.before) → \(rule.after), \(own: outcome(rule))
      """
    if !rule.vms.isEmpty { text += " (\(RichText.list(rule.vms, atMost: mostVMs)))" }
    if let never = rule.never { text += "; it can never be kept: \(never.message)" }
    return text
  }

  private static func outcome(_ rule: Plan.BrokenRule) -> String {
    if rule.after == 0 { return "kept after the plan" }
    if rule.before == 0 { return "given up by the plan" }
    if rule.after < rule.before { return "broken less after the plan" }
    return rule.after > rule.before ? "broken more after the plan" : "stays broken"
  }

  private static func tone(_ rule: Plan.BrokenRule) -> Tone {
    if rule.after == 0 { return .good }
    return rule.required ? .bad : .caution
  }

  /// One line that names the required rules that stay broken; `nil` where all are kept.
  static func verdict(_ plan: Plan) -> RichText? {
    let names = (plan.broken ?? []).filter { $0.required && $0.after > 0 }.map(\.rule)
    guard !names.isEmpty else { return nil }
    let rules: RichText = names.count == 1 ? "A required rule stays" : "Required rules stay"
    return "\(rules) broken: \(RichText.list(names, atMost: mostVMs))."
  }
}
