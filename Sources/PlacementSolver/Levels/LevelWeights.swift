import PlacementModel

/// What one count of each level weighs in inner loops, which compare changes by a single number.
///
/// Each weight is computed to be larger than everything below it can come to in this problem. Only
/// inner loops see them: candidates are compared by ``Rank``, programs solve level by level.
struct LevelWeights: Sendable {
  var forced = 0.0
  var waiting = 0.0
  var required = 0.0
  var voluntary = 0.0

  /// No level weighs anything.
  init() {}

  /// Computes the weights.
  ///
  /// - Parameters:
  ///   - span: More than any two placements' objectives can differ by.
  ///   - voluntary: How many counts of the level of voluntary moves there can be.
  ///   - required: The excess over required rules at the start; no placement has a larger one.
  ///   - share: The smallest part of that by which a move may lessen it.
  ///   - waiting: How many VMs wait for a node.
  init(span: Double, voluntary: Int, required: Double, share: Double, waiting: Int) {
    let margin = 1.01
    self.voluntary = margin * span + 1e-3
    let below = span + self.voluntary * Double(voluntary)
    self.required = margin * below / share + 1e-3
    let rules = below + self.required * (required + 1)
    self.waiting = margin * rules + 1e-3
    forced = margin * (rules + self.waiting * Double(waiting)) + 1e-3
  }
}

extension Problem {
  /// The weights of the levels, given the excess over required rules at the start.
  func levelWeights(required: Double) -> LevelWeights {
    LevelWeights(
      span: objectiveSpan,
      voluntary: outOfScope.count { $0 } + role.count { $0 == .forced },
      required: required,
      share: smallestOverload,
      waiting: unplaced.count
    )
  }

  /// More than any two placements' objectives can differ by.
  private var objectiveSpan: Double {
    var largest = Load.zero
    for n in balanceSet { largest = pointwiseMax(largest, perAllocatable[n]) }
    // All that there is, on the smallest node.
    var whole = Load.zero
    for n in balanceSet { whole += pointwiseMax(baseLoad[n], .zero) * perAllocatable[n] }
    for v in names.indices where isActive(v) { whole += load[v] * largest }
    var span = (objective.balance.weight * whole).sum() * perBalanceNode.squareRoot()
    span += objective.peaks.price * (whole[0] + whole[1])
    span += objective.bursts.price * (objective.bursts.amounts.reduce(.zero, +) * largest).sum()
    // A move costs a cold one's price at most, and as much again where the VM parks on its way.
    span += 2 * Tables.Way.cold.factor * price.reduce(0, +)
    for group in groups {
      span += group.price * Double(max(group.owners.count, group.matched.count))
    }
    let rows = eligibility.softCost.count / max(1, nodeCount)
    let worst = (0..<rows).map { row in
      eligibility.softCost[row * nodeCount..<(row + 1) * nodeCount].max() ?? 0
    }
    for v in names.indices where isActive(v) { span += worst[Int(eligibility.classOf[v])] }
    return span.isFinite ? span : 0
  }

  /// The smallest part of an overload that one VM's leaving takes away; 1 where nothing is overfull.
  private var smallestOverload: Double {
    guard startsOverfull else { return 1 }
    var least = 1.0
    for v in names.indices where isActive(v) && start[v] >= 0 {
      for r in 0..<resourceCount {
        let (limit, request) = (
          limit[Int(start[v]) * resourceCount + r], requests[v * resourceCount + r]
        )
        if limit > 0, limit < .max, request > 0 {
          least = min(least, Double(request) / Double(limit))
        }
      }
    }
    return max(least, 1e-6)
  }
}
