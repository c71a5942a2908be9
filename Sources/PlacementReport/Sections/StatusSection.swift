import PlacementModel

/// The first thing to know where a plan is not simply a plan: nothing to do, or not possible.
enum StatusSection {
  static func blocks(_ plan: Plan) -> [Block] {
    switch plan.status {
    case .planned: assumptions(plan) + rules(plan)
    case .balanced: [.paragraph("✓ \(strong: balanced(plan))", .good)]
    case .partial where plan.blocked.isEmpty && plan.migrations.isEmpty && plan.breaksRequiredRule:
      rules(plan, "No move was found that helps.")
    case .partial: partial(plan) + rules(plan)
    case .infeasible: infeasible(plan)
    }
  }

  private static func assumptions(_ plan: Plan) -> [Block] {
    let applied = plan.relaxations.filter(\.applied).count
    guard applied > 0 else { return [] }
    let changes: RichText = "This plan assumes \(own: Format.count(applied, "change"))"
    let pronoun: RichText = applied == 1 ? "it" : "them"
    return [
      .paragraph(
        "⚠️ \(strong: changes) that you have to make first: see \(pronoun) under Relaxations.",
        .caution
      )
    ]
  }

  /// That required rules stay broken, so that nothing below reads as if all were well.
  private static func rules(_ plan: Plan, _ more: RichText = "See Broken Rules.") -> [Block] {
    guard let verdict = BrokenSection.verdict(plan) else { return [] }
    return [.paragraph("⚠️ \(strong: verdict) \(more)", .caution)]
  }

  private static func balanced(_ plan: Plan) -> RichText {
    if plan.goal.optimize == .none { return "Nothing has to move." }
    // A high standard deviation that no worthwhile move reduces is not a balanced cluster.
    let imbalance = BalancedResource.of(plan.goal).map { resource in
      resource == .count ? 0 : resource.change(plan.balance).before
    }
    if let worst = imbalance.max(), worst > 0.1 {
      return """
        Nothing is worth moving: no migration was found that improves the balance by more than \
        it costs.
        """
    }
    return "The cluster is balanced already and nothing is worth moving."
  }

  private static func partial(_ plan: Plan) -> [Block] {
    let blocked: RichText =
      plan.blocked.isEmpty
      ? "what is possible is planned."
      : "\(subject(plan)) blocked, the rest is planned."
    return [.paragraph("⚠️ \(strong: "Part of the goal cannot be met:") \(blocked)", .caution)]
  }

  private static func infeasible(_ plan: Plan) -> [Block] {
    let consequence: RichText =
      plan.migrations.isEmpty ? "No migration is planned." : "The plan below is incomplete."
    let cause: RichText = plan.blocked.isEmpty ? "." : ": \(subject(plan)) blocked."
    return [.paragraph("❌ \(strong: "This goal cannot be met\(cause)") \(consequence)", .bad)]
  }

  private static func subject(_ plan: Plan) -> RichText {
    "\(own: Format.count(plan.blocked.count, "VM is", plural: "VMs are"))"
  }
}
