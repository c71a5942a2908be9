import PlacementModel

/// A planning task with what bounds look at: where each VM may be, what that costs by itself, and
/// the sums over a node that matter.
///
/// Rules on several VMs are left out, and a move costs what its cheapest way costs, so that the
/// best value of a relaxation is never above that of the task.
struct Relaxation {
  /// What is summed over a node: lanes 0, 1, 2 are load (cpu, memory, number of VMs), the others
  /// the amounts of ``rows``.
  typealias Vector = SIMD8<Double>

  /// A sum over a node that must not exceed a limit, or pays for what exceeds it.
  enum Row: Equatable {
    case request(resource: Int)
    /// Load above the threshold of the performance goal.
    case peak(lane: Int)
    /// What VMs may use beyond what they use, above the average of the nodes.
    case burst(lane: Int)
  }

  /// The balance set's size; nodes are places in it.
  let nodeCount: Int
  /// What each lane from 3 on stands for.
  let rows: [Row]
  /// What a unit of each lane is on a node: one over its size, 0 where the lane does not count.
  var scale: [Vector]
  /// What never moves, scaled.
  var base: [Vector]
  /// The limits of the rows, scaled.
  var limit: [Vector]
  /// What exceeding a limit by one costs; infinite where it is forbidden, 0 where it is free.
  var charge: [Vector]
  /// The weights of the deviations; 0 from lane 3 on.
  let weight: Vector
  /// The standard deviations that are good enough: what is below them counts as they do, and
  /// ``constant`` takes that off.
  let tolerance: Vector
  var choices: [Choice] = []
  var kinds: [Kind] = []
  /// What is paid whatever is chosen.
  var constant = 0.0
  /// How many of the choices may be left undone: forced VMs that stay, unplaced ones that wait.
  let stuckLimit: Int
  /// How many movable VMs may move.
  var moveLimit: Int
  /// Whether nodes are alike in each balanced lane, and everything that may be in the balance set
  /// ends there, so that no placement changes the mean.
  let hasFixedMean: Bool

  /// A VM that has a choice.
  struct Choice {
    var vm: Int32
    var kind: Int32
    /// Its node's place; -1 for a node outside of the balance set, or none.
    var home: Int32
    var role: Problem.Role
    var amount: Vector
    /// What a live move costs.
    var price: Double
    /// What staying costs by itself; infinite where it is a last resort or no choice.
    var stay: Double
  }

  /// Where VMs that no rule tells apart may go.
  struct Kind {
    var nodes: [Int32] = []
    /// What multiplies the price of a live move.
    var dearness: [Double] = []
    /// What being there costs by itself.
    var cost: [Double] = []
    /// Whether all of them cost the same besides load.
    var isUniform = true
  }
}

extension Relaxation {
  /// How many pairs of VM and node are looked at for a bound.
  var pairCount: Int {
    let shortens = Shortlist(self).isUseful
    return choices.reduce(0) { sum, choice in
      let kind = kinds[Int(choice.kind)]
      return sum + (shortens && kind.isUniform ? min(400, kind.nodes.count) : kind.nodes.count)
    }
  }
}
