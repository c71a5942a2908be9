import PlacementModel

/// Changes made by hand, as single lines of text.
package enum EditReport {
  /// An edit as it was asked for: `skip 5 (prod/app-05)`.
  package static func title(_ edit: Plan.Edit) -> String { plain(EditsSection.title(edit)) }

  /// What it cost: `CPU improvement 81 % → 74 %; 5 → 4 migrations`.
  package static func effect(_ edit: Plan.Edit, _ goal: Goal) -> String {
    plain(EditsSection.effect(edit, goal))
  }

  /// An alternative in figures: what it is, and what it changes.
  package static func alternative(_ alternative: Plan.Alternative) -> String {
    let (a, b) = (alternative.present, alternative.proposed)
    func change(_ name: String, _ before: String, _ after: String) -> String {
      "- \(name): " + (before == after ? "\(after), as now" : "\(before) → \(after)")
    }
    func downtime(_ seconds: Double) -> String {
      seconds > 0 ? Format.downtime(seconds) : "none"
    }
    return """
      Alternative \(alternative.number): \(alternative.title.printable)
      - Why: \(alternative.rationale.printable)
      \(change("Migrations", String(a.migrations), String(b.migrations)))
      \(change("Downtime", downtime(a.downtimeSeconds), downtime(b.downtimeSeconds)))
      \(change(
        "Duration",
        "~" + Format.duration(a.estimatedSeconds),
        "~" + Format.duration(b.estimatedSeconds)
      ))
      \(change("CPU standard deviation", Format.points(a.cpu), Format.points(b.cpu)))
      \(change("Memory standard deviation", Format.points(a.memory), Format.points(b.memory)))
      """
  }

  /// A difference of objectives with its sign: `+0.012`.
  package static func signed(_ value: Double) -> String {
    let text = Format.decimal(value, places: 3)
    return text.hasPrefix("-") ? text : "+" + text
  }

  /// Why a migration is made, and how.
  package static func why(_ move: Plan.Migration) -> String {
    let place = move.from.map { "from \($0.printable) " } ?? ""
    let how =
      switch move.type {
      case .live: "live, less than 1 s of pause"
      case .cold where move.movesStoppedVM: "cold, stopped already: no downtime"
      case .cold: "cold, \(Format.downtime(move.downtimeSeconds)) down"
      case .place: "started for the first time"
      }
    let notes = move.notes.filter { !$0.isEmpty }.map(\.printable)
    let extra = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
    return """
      Migration #\(move.id): \(move.vm.printable) \(place)to \(move.to.printable)
      - Why: \(move.reason.isEmpty ? "no reason given" : move.reason.printable)
      - How: \(how)\(extra), batch \(move.batch), ~\(Format.duration(move.estimatedSeconds)) \
      for \(Format.bytes(move.memory))
      """
  }

  /// What the plan does, in a few lines.
  package static func summary(_ plan: Plan) -> String {
    TableReport.render(
      SummarySection.blocks(plan, PlanFacts(plan)) + SolverSection.blocks(plan),
      style: TerminalStyle(width: 80)
    )
  }

  /// Two plans side by side.
  package static func comparison(_ a: Plan, _ b: Plan) -> String {
    func row(_ name: RichText, _ values: [String]) -> [Cell] {
      [Cell(name)] + values.map { Cell("\(own: $0)") }
    }
    func pair(_ value: (Plan) -> String) -> [String] { [value(a), value(b)] }
    var rows = BalancedResource.allCases.map { resource -> [Cell] in
      let before = resource.format(resource.change(a.balance).before)
      return row(
        "\(own: resource.name) standard deviation",
        [before] + pair { resource.format(resource.change($0.balance).after) }
      )
    }
    rows.append(row("Migrations", ["0"] + pair { String($0.summary.migrations) }))
    rows.append(row("Cold", ["0"] + pair { String($0.summary.cold) }))
    rows.append(
      row(
        "Downtime",
        ["none"]
          + pair {
            $0.summary.downtimeSeconds > 0 ? Format.downtime($0.summary.downtimeSeconds) : "none"
          }
      )
    )
    rows.append(
      row("Duration", ["-"] + pair { "~" + Format.duration($0.summary.estimatedSeconds) })
    )
    rows.append(
      row(
        "Objective",
        [Format.decimal(before(a), places: 3)]
          + pair {
            Format.decimal($0.solver.objective, places: 3)
          }
      )
    )
    let table = Table(
      columns: [
        Column(""), Column("Now", .trailing), Column("As Opened", .trailing),
        Column("As Changed", .trailing),
      ],
      rows: rows
    )
    return TableReport.render([.table(table)], style: TerminalStyle(width: 80))
  }

  private static func before(_ plan: Plan) -> Double { plan.score.reduce(0) { $0 + $1.before } }

  private static func plain(_ text: RichText) -> String {
    text.spans.map { $0.origin == .data ? $0.text.printable : $0.text }.joined()
  }
}
