import PlacementModel

/// Each node's utilisation in the load that is balanced.
enum LoadTable {
  static func table(_ nodes: [Plan.NodeState], moving: Bool, drained: Set<String>) -> Table {
    let outside = nodes.contains { !$0.balanced }
    var columns = [Column("Node")]
    columns +=
      moving
      ? ["CPU Before", "CPU After", "Memory Before", "Memory After"].map { Column($0, .trailing) }
      : ["CPU", "Memory"].map { Column($0, .trailing) }
    if outside { columns.append(Column("Notes")) }
    let limits = Policy.Thresholds()
    let rows = nodes.map { node in
      var cells = [Cell(.data(node.name))]
      if moving {
        cells.append(load(node.cpu.before, limits.cpu))
        cells.append(load(node.cpu.after, limits.cpu))
        cells.append(load(node.memory.before, limits.memory))
        cells.append(load(node.memory.after, limits.memory))
      } else {
        cells.append(load(node.cpu.after, limits.cpu))
        cells.append(load(node.memory.after, limits.memory))
      }
      if outside { cells.append(remark(node, drained)) }
      return cells
    }
    return Table(columns: columns, rows: rows)
  }

  private static func load(_ fraction: Double, _ limits: Policy.Thresholds.Band) -> Cell {
    // The plan does not carry the cluster's thresholds; the usual ones decide the colour only.
    let tone: Tone = fraction > 1 ? .bad : fraction > limits.high ? .caution : .neutral
    return Cell("\(own: Format.cellPercent(fraction))", tone: tone, bar: fraction)
  }

  private static func remark(_ node: Plan.NodeState, _ drained: Set<String>) -> Cell {
    if node.balanced { return Cell("-", tone: .faint) }
    return Cell(drained.contains(node.name) ? "being drained" : "not Ready or cordoned")
  }
}
