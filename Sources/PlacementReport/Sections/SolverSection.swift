import PlacementModel

/// How good the plan is proven to be, and what its objective consists of.
enum SolverSection {
  static func blocks(_ plan: Plan) -> [Block] {
    var blocks: [Block] = [
      .heading(level: 3, "Solver"),
      .paragraph(line(plan)),
    ]
    if let fallback = plan.solver.fallback, !fallback.isEmpty {
      blocks.append(.paragraph("\(strong: "Fallback:") \(fallback)", .caution))
    }
    let terms = plan.score.filter { $0.before.magnitude >= 0.0005 || $0.after.magnitude >= 0.0005 }
    if !terms.isEmpty, plan.status != .infeasible {
      blocks.append(.table(table(terms, of: plan.score)))
    }
    return blocks
  }

  // The seconds spent stay out: the same plan gives the same report on every machine.
  private static func line(_ plan: Plan) -> RichText {
    let solver = plan.solver
    let method: RichText =
      switch solver.method {
      case .exact: "exact"
      case .search: "search"
      case .greedy: "greedy"
      }
    let isEdited = !plan.edits.isEmpty
    let end = isEdited ? "then changed by hand" : termination(solver)
    let how: RichText = "Method \(method), \(own: end)"
    guard plan.status != .infeasible else { return "\(how)." }
    return """
      \(how); objective \(own: Format.decimal(solver.objective, places: 3)), \
      bound \(own: Format.decimal(solver.bound, places: 3)), \
      gap \(own: Format.decimal(solver.gap, places: 3)), \
      captured \(own: Format.share(solver.captured)) of the provable improvement.
      """
  }

  private static func termination(_ solver: SolverInfo) -> String {
    switch solver.termination {
    case .optimal:
      // The best placement is proven in both cases; the bound is that of any order.
      solver.gap <= 1e-5 ? "proven optimal" : "best placement proven, but not within reach"
    case .timeLimit: "stopped at the time limit"
    case .workLimit: "stopped with its work done"
    case .infeasible: "proven infeasible"
    case .interrupted: "interrupted"
    case .failed: "failed"
    }
  }

  private static func table(_ shown: [Plan.ScoreTerm], of all: [Plan.ScoreTerm]) -> Table {
    var rows = shown.map { row(.data($0.name), $0.before, $0.after) }
    let before = all.reduce(0) { $0 + $1.before }
    let after = all.reduce(0) { $0 + $1.after }
    rows.append(
      row("Objective", before, after).map { cell in
        Cell(cell.text.marked(.strong))
      }
    )
    return Table(
      columns: [Column("Score Term"), Column("Before", .trailing), Column("After", .trailing)],
      rows: rows
    )
  }

  private static func row(_ name: RichText, _ before: Double, _ after: Double) -> [Cell] {
    [
      Cell(name),
      Cell("\(own: Format.decimal(before, places: 3))"),
      Cell("\(own: Format.decimal(after, places: 3))"),
    ]
  }
}
