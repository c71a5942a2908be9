import PlacementModel

/// What utilisation above the policy's high thresholds costs: the mean over the balance set, cpu
/// and memory, times the weight.
struct PeakTerm {
  /// What a unit above the threshold costs on one node, in one resource; 0 where none is charged.
  let price: Double
  /// The thresholds; infinite where none is charged.
  let threshold: Problem.Load

  /// The term of a goal.
  init(_ weight: Double, _ thresholds: Policy.Thresholds, nodes: Int) {
    price = weight > 0 && nodes > 0 ? weight / Double(2 * nodes) : 0
    threshold =
      price > 0
      ? Problem.Load(thresholds.cpu.high, thresholds.memory.high, .infinity, .infinity)
      : Problem.Load(repeating: .infinity)
  }

  /// Whether peaks are charged.
  var isCharged: Bool { price > 0 }

  /// What a node costs at a utilisation.
  func value(_ utilisation: Problem.Load) -> Double {
    price * pointwiseMax(utilisation - threshold, .zero).sum()
  }
}

extension Placement {
  /// What the peaks of a node at a level cost.
  @inline(__always)
  func peak(_ level: Tables.Lanes) -> Double {
    guard tables.peakPrice > 0 else { return 0 }
    let above = pointwiseMax(level - peakLevel, .zero)
    return tables.peakPrice * (above.x + above.y)
  }
}

extension Formulation {
  /// What utilisation on a node exceeds the threshold by.
  mutating func addPeaks() {
    let (p, term) = (problem, problem.objective.peaks)
    for n in p.balanceSet {
      for lane in 0..<2 {
        let scale = p.perAllocatable[n][lane]
        var above = onNode(n, fixed: p.baseLoad[n][lane] * scale) { p.load[$0][lane] * scale }
        let peak = model.variable("peak_\(lane)_\(n)", cost: term.price)
        definitions.append((peak, { max(0, $0.utilization[n][lane] - term.threshold[lane]) }))
        above.add(-1, peak)
        model.row("peak_\(lane)_\(n)", above, to: term.threshold[lane])
      }
    }
  }
}
