import PlacementModel

/// A plan as blocks, in the order an operator decides by: what is wanted, what would happen,
/// what it brings, what could go wrong, and only then how it was found.
enum PlanDocument {
  /// What a decision needs, and no more.
  static func brief(_ plan: Plan) -> [Block] {
    let facts = PlanFacts(plan)
    var blocks = opening(plan) + EditsSection.blocks(plan)
    blocks += MigrationRows.blocks(plan, facts)
    if !plan.migrations.isEmpty {
      blocks += NodeRows.blocks(plan, facts)
      blocks += OvercommitSection.blocks(plan)
      blocks += SummarySection.blocks(plan, facts)
      blocks += RisksSection.blocks(plan, facts)
    }
    blocks += BrokenSection.blocks(plan)
    blocks += RemarksSection.warnings(plan) + BlockedSection.blocks(plan)
    return blocks + AlternativesSection.blocks(plan)
  }

  private static func opening(_ plan: Plan) -> [Block] {
    let title: RichText =
      plan.edits.isEmpty ? "Automatic Rebalancing Plan" : "Updated Rebalancing Plan"
    return [.heading(level: 2, title)] + GoalSection.blocks(plan) + StatusSection.blocks(plan)
  }

  static func blocks(_ plan: Plan) -> [Block] {
    let facts = PlanFacts(plan)
    var blocks = opening(plan) + EditsSection.blocks(plan)
    blocks += CandidatesSection.blockers(plan)
    if plan.status == .infeasible {
      // Without a plan, what stands in its way is the answer.
      blocks += CandidatesSection.conflict(plan)
      blocks += BlockedSection.blocks(plan)
      blocks += RemarksSection.relaxations(plan)
    }
    if !plan.migrations.isEmpty || plan.status == .planned || plan.status == .partial {
      blocks += MigrationRows.blocks(plan, facts)
    }
    if !plan.migrations.isEmpty {
      blocks += NodeRows.blocks(plan, facts)
      blocks += OvercommitSection.blocks(plan)
      blocks += SummarySection.blocks(plan, facts)
      blocks += RisksSection.blocks(plan, facts)
    }
    blocks += BrokenSection.blocks(plan)
    blocks += RemarksSection.warnings(plan)
    if plan.status != .infeasible {
      blocks += CandidatesSection.conflict(plan)
      blocks += BlockedSection.blocks(plan)
      blocks += RemarksSection.relaxations(plan)
    }
    blocks += AlternativesSection.blocks(plan)
    blocks += CandidatesSection.blocks(plan)
    blocks += BalanceSection.blocks(plan, facts)
    blocks += BatchesSection.blocks(plan)
    blocks += SolverSection.blocks(plan)
    blocks += closing(plan)
    return blocks
  }

  /// The operator's choices and what an approval has to name.
  private static func closing(_ plan: Plan) -> [Block] {
    var blocks: [Block] = []
    if !plan.migrations.isEmpty {
      blocks.append(.paragraph("\(strong: "How would you like to proceed?")"))
      blocks.append(
        .paragraph(
          """
          Options: \(strong: "approve") | \(strong: "modify") | \(strong: "explain <#>") | \
          \(strong: "cancel")
          """
        )
      )
    }
    if !plan.digest.isEmpty { blocks.append(.paragraph("Plan digest: \(plan.digest)", .faint)) }
    return blocks
  }
}
