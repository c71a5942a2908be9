import PlacementModel

/// What bursts beyond the average of the balance set cost: the mean over its nodes, cpu and memory,
/// times the weight.
struct BurstTerm {
  /// What each VM may use beyond what it uses, in cores and bytes; empty where that is not charged.
  let amounts: [Problem.Load]
  /// The share of a node that bursts take on average; above it they are charged.
  let average: Problem.Load
  /// What a unit above the average costs on one node, in one resource.
  let price: Double

  /// The term of a goal.
  init(_ weight: Double, _ inventory: Inventory, _ balanceSet: [Int]) {
    price = balanceSet.isEmpty ? 0 : weight / Double(2 * balanceSet.count)
    (amounts, average) = price > 0 ? Self.bursts(inventory, balanceSet) : ([], .zero)
  }

  /// Whether bursts are charged.
  var isCharged: Bool { !amounts.isEmpty }

  /// What VMs may use beyond what they use, and what share of the balance set that is; nothing
  /// where no VM does.
  private static func bursts(
    _ inventory: Inventory,
    _ balanceSet: [Int]
  ) -> (amounts: [Problem.Load], average: Problem.Load) {
    let amounts = inventory.cluster.virtualMachines.map { vm -> Problem.Load in
      guard vm.isActive, let peak = vm.usagePeak else { return .zero }
      func more(_ resource: ResourceName) -> Double {
        guard let peak = peak.amounts[resource] else { return 0 }
        return max(0, (peak - vm.usage[resource]).value)
      }
      return [more(.cpu), more(.memory), 0, 0]
    }
    let all = amounts.reduce(.zero, +)
    guard all.sum() > 0 else { return ([], .zero) }
    let size = balanceSet.reduce(Problem.Load.zero) {
      $0 + Problem.load(inventory.cluster.nodes[$1].allocatable, rounded: false, count: 0)
    }
    return (amounts, (all / size).replacing(with: 0, where: size .<= 0))
  }
}

extension Placement {
  /// What the bursts on a node cost that take a share of it.
  @inline(__always)
  func burstCost(_ share: Tables.Lanes) -> Double {
    let above = pointwiseMax(share - tables.burstShare, .zero)
    return tables.burstPrice * (above.x + above.y)
  }

  /// What a move does to the cost of bursts; -1 stands for no node.
  func burstChange(_ v: Int, _ from: Int, _ to: Int) -> Double {
    var total = burstChange(at: to, by: tables.bursts[v])
    if from >= 0 { total += burstChange(at: from, by: -tables.bursts[v]) }
    return total
  }

  /// What two moves at once do to the cost of bursts: `v` from `a` to `b`, `w` from `c` to `d`.
  func burstChange(
    _ v: Int,
    _ a: Int,
    _ b: Int,
    and w: Int,
    _ c: Int,
    _ d: Int
  ) -> Double {
    let moves = [
      (a, -tables.bursts[v]), (b, tables.bursts[v]), (c, -tables.bursts[w]), (d, tables.bursts[w]),
    ]
    var total = 0.0
    for (i, move) in moves.enumerated() where !moves[..<i].contains(where: { $0.0 == move.0 }) {
      let sum = moves.reduce(Tables.Lanes.zero) { $1.0 == move.0 ? $0 + $1.1 : $0 }
      total += burstChange(at: move.0, by: sum)
    }
    return total
  }

  private func burstChange(at n: Int, by amount: Tables.Lanes) -> Double {
    burstCost(burst[n] + amount * tables.scale[n]) - burstCost(burst[n])
  }
}

extension Formulation {
  /// What the bursts on a node exceed the average by.
  mutating func addBursts() {
    let (p, term) = (problem, problem.objective.bursts)
    for n in p.balanceSet {
      for lane in 0..<2 {
        let scale = p.perAllocatable[n][lane]
        let share = term.average[lane]
        var above = onNode(n, fixed: 0) { term.amounts[$0][lane] * scale }
        let burst = model.variable("burst_\(lane)_\(n)", cost: term.price)
        definitions.append((burst, { max(0, $0.burst[n][lane] - share) }))
        above.add(-1, burst)
        model.row("burst_\(lane)_\(n)", above, to: share)
      }
    }
  }
}
