import PlacementModel

/// One of the three views of load: who carries how much, over what.
///
/// Amounts are summed as whole numbers, so that the order of VMs does not change a single bit.
struct LoadView: Sendable {
  /// What a node carries before its VMs, for cpu and memory.
  private(set) var base: [[Int128]]
  /// What an active VM adds to its node.
  private(set) var share: [[Int128]]
  /// What utilisation is measured against.
  private(set) var whole: [[Double]]
  /// How many of the whole numbers make one unit.
  private let scale: [Double]

  private static let measured: [ResourceName] = [.cpu, .memory]

  /// Guests over capacity.
  static func allocation(_ facts: Facts) -> LoadView {
    LoadView(
      base: measured.map { _ in facts.nodes.map { _ in 0 } },
      share: measured.map { r in facts.vms.map { $0.guest[r].billionths } },
      whole: measured.map { r in facts.nodes.map { $0.capacity[r].value } },
      scale: [1e9, 1e9]
    )
  }

  /// Requests, as the scheduler counts them, over what is allocatable.
  static func requests(_ facts: Facts) -> LoadView {
    var view = LoadView(
      base: measured.map { r in facts.nodes.map { Ledger.units($0.reserved[r], of: r) } },
      share: measured.map { r in facts.vms.map { Ledger.units($0.requests[r], of: r) } },
      whole: measured.map { r in facts.nodes.map { $0.allocatable[r].value } },
      scale: [1e3, 1]
    )
    for r in measured.indices {
      for vm in facts.vms.indices where facts.secondNode[vm] != Facts.none {
        view.base[r][facts.secondNode[vm]] += view.share[r][vm]
      }
    }
    return view
  }

  /// Measured use where there is any, else the sum of what is known, over what is allocatable.
  static func usage(_ facts: Facts) -> LoadView {
    var view = LoadView(
      base: measured.map { r in
        facts.nodes.map { ($0.usage?.amounts[r] ?? $0.reserved[r]).billionths }
      },
      share: measured.map { r in facts.vms.map { $0.usage[r].billionths } },
      whole: measured.map { r in facts.nodes.map { $0.allocatable[r].value } },
      scale: [1e9, 1e9]
    )
    for (i, r) in measured.enumerated() {
      for vm in facts.vms.indices where facts.active[vm] {
        let home = facts.home[vm]
        let second = facts.secondNode[vm]
        // What was measured holds the VMs that were there; what was not is their sum.
        if home != Facts.none, facts.nodes[home].usage?.amounts[r] != nil {
          view.base[i][home] -= view.share[i][vm]
        }
        if second != Facts.none, facts.nodes[second].usage?.amounts[r] == nil {
          view.base[i][second] += view.share[i][vm]
        }
      }
    }
    return view
  }

  private init(base: [[Int128]], share: [[Int128]], whole: [[Double]], scale: [Double]) {
    self.base = base
    self.share = share
    self.whole = whole
    self.scale = scale
  }

  /// The utilisation of cpu and memory, node by node, with VMs at these positions.
  func utilisation(_ facts: Facts, _ position: [Int]) -> [[Double]] {
    base.indices.map { r in
      var load = base[r]
      for vm in position.indices where facts.active[vm] && position[vm] != Facts.none {
        load[position[vm]] += share[r][vm]
      }
      return load.indices.map { n in
        whole[r][n] == 0 ? 0 : Double(load[n]) / scale[r] / whole[r][n]
      }
    }
  }
}

/// The population standard deviation: divided by the number of values, 0 where there are none.
func standardDeviation(of values: [Double]) -> Double {
  if values.isEmpty { return 0 }
  let count = Double(values.count)
  let mean = values.reduce(0, +) / count
  return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
}
