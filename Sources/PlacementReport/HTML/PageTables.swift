import PlacementChecker
import PlacementModel

/// The long tables of the HTML report.
enum PageTables {
  static func migrations(_ plan: Plan, _ facts: PlanFacts) -> HTML {
    let rows = plan.migrations.map { move -> [DataGrid.Cell] in
      [
        .init(text: String(move.id), key: Double(move.id)),
        .init(text: move.vm),
        .init(text: move.from ?? "-"),
        .init(text: move.to),
        .init(text: type(move.type), tone: tone(move)),
        .init(text: String(move.batch), key: Double(move.batch)),
        .init(text: Format.bytes(move.memory), key: move.memory),
        .init(text: downtime(move), key: move.type == .live ? 0.5 : move.downtimeSeconds),
        .init(text: start(move), key: move.startSeconds),
        .init(text: "~" + Format.duration(move.estimatedSeconds), key: move.estimatedSeconds),
        .init(text: notes(move, facts)),
      ]
    }
    return DataGrid(
      id: "migrations-table",
      caption: "Migrations",
      columns: [
        .init(title: "#", isNumber: true), .init(title: "VM", isKey: true),
        .init(title: "Current node"),
        .init(title: "New node"), .init(title: "Type"), .init(title: "Batch", isNumber: true),
        .init(title: "Memory", isNumber: true), .init(title: "Downtime", isNumber: true),
        .init(title: "Starts", isNumber: true), .init(title: "Takes", isNumber: true),
        .init(title: "Why", wraps: true),
      ],
      rows: rows,
      hint: "Filter by VM, node, reason",
      choice: 4
    ).render()
  }

  static func nodes(_ plan: Plan, _ facts: PlanFacts) -> HTML {
    let rows = plan.nodes.map { node -> [DataGrid.Cell] in
      let change = node.vms.after.subtractingReportingOverflow(node.vms.before).partialValue
      return [
        .init(text: node.name),
        .init(text: String(node.vms.before), key: Double(node.vms.before)),
        .init(text: String(node.vms.after), key: Double(node.vms.after)),
        .init(
          text: change == 0 ? "-" : change > 0 ? "+\(change)" : "\(change)",
          key: Double(change)
        ),
        percent(node.cpu.before), percent(node.cpu.after),
        percent(node.memory.before), percent(node.memory.after),
        percent(node.allocation.cpu.after), percent(node.allocation.memory.after),
        .init(text: state(node, facts)),
      ]
    }
    func number(_ title: String) -> DataGrid.Column { .init(title: title, isNumber: true) }
    return DataGrid(
      id: "nodes-table",
      caption: "Nodes",
      columns: [
        .init(title: "Node", isKey: true), number("VMs now"), number("VMs after"), number("Change"),
        number("CPU now"), number("CPU after"), number("Memory now"), number("Memory after"),
        number("vCPUs"), number("Guest memory"), .init(title: "State"),
      ],
      rows: rows,
      hint: "Filter by node, state",
      choice: 10
    ).render()
  }

  static func transcript(_ steps: [CheckReport.Step]) -> HTML {
    let rows = steps.flatMap { step -> [[DataGrid.Cell]] in
      let batch = DataGrid.Cell(text: String(step.batch), key: Double(step.batch))
      let what = DataGrid.Cell(text: type(step.type))
      let moves = step.moves.joined(separator: "; ")
      if step.receivers.isEmpty {
        let none = DataGrid.Cell(text: "-", key: -1)
        return [[batch, what, .init(text: "-"), none, none, .init(text: moves)]]
      }
      return step.receivers.map { receiver in
        let arrivals = step.moves.filter { $0.hasSuffix(" to \(receiver.node)") }
        return [
          batch, what, .init(text: receiver.node), percent(receiver.cpu),
          percent(receiver.memory), .init(text: arrivals.joined(separator: "; ")),
        ]
      }
    }
    return DataGrid(
      id: "transcript-table",
      caption: "Replay, batch by batch",
      columns: [
        .init(title: "Batch", isNumber: true), .init(title: "Type"), .init(title: "Node"),
        .init(title: "CPU requests at worst", isNumber: true),
        .init(title: "Memory requests at worst", isNumber: true),
        .init(title: "Arriving", wraps: true),
      ],
      rows: rows,
      hint: "Filter by VM, node",
      choice: 1
    ).render()
  }

  // MARK: Cells

  private static func percent(_ fraction: Double) -> DataGrid.Cell {
    .init(
      text: Format.cellPercent(fraction),
      key: fraction,
      tone: OvercommitSection.isOvercommitted(fraction) ? .bad : .neutral
    )
  }

  private static func type(_ type: Plan.MigrationType) -> String {
    switch type {
    case .live: "Live"
    case .cold: "Cold"
    case .place: "Place"
    }
  }

  private static func tone(_ move: Plan.Migration) -> Tone {
    switch move.type {
    case .live: .good
    case .cold: move.movesStoppedVM ? .neutral : .caution
    case .place: .neutral
    }
  }

  private static func start(_ move: Plan.Migration) -> String {
    move.startSeconds > 0 ? "+" + Format.duration(move.startSeconds) : "at once"
  }

  private static func downtime(_ move: Plan.Migration) -> String {
    switch move.type {
    case .live: "<1s pause"
    case .cold where !move.movesStoppedVM: Format.downtime(move.downtimeSeconds)
    case .cold, .place: "-"
    }
  }

  private static func notes(_ move: Plan.Migration, _ facts: PlanFacts) -> String {
    var notes = move.notes.filter { !$0.isEmpty }
    if move.flags.contains(.coldFallback) { notes.insert("cold fallback", at: 0) }
    if move.kind == .parking { notes.insert("parking", at: 0) }
    let why = move.reason.isEmpty ? [] : [move.reason]
    return (why + notes).joined(separator: "; ")
  }

  private static func state(_ node: Plan.NodeState, _ facts: PlanFacts) -> String {
    if facts.drained.contains(node.name) { return "draining" }
    return node.balanced ? "schedulable" : "not schedulable"
  }
}
