import PlacementChecker
import PlacementModel

/// Finds the best legal placement of a small cluster by trying all of them.
///
/// The order of moves is ignored, so that no plan can be better, and the bound of no solver may lie
/// above the objective found.
public struct BruteForce: Sendable {
  /// The best placement.
  public struct Optimum: Sendable {
    /// VMs that stay on drained nodes or without a node: the fewest possible.
    public var left: Int
    /// What must be done and is not, level by level: as little as there can be.
    public var levels: [Double]
    /// The smallest objective among the placements that do as much.
    public var objective: Double
    /// Where every VM is, by full name.
    public var placement: [String: String]
    /// How many placements were tried.
    public var tried: Int
  }

  /// The inventory.
  public var inventory: Inventory
  /// The goal.
  public var goal: Goal

  /// Prepares for a cluster.
  public init(inventory: Inventory, goal: Goal) {
    self.inventory = inventory
    self.goal = goal
  }

  /// The number of placements that would be tried, capped.
  public var size: Int {
    EndStates(inventory: inventory, goal: goal).choices.reduce(1) { product, choices in
      min(1 << 40, product * (choices.count + 1))
    }
  }

  /// The optimum; `nil` where more than `limit` placements would have to be tried.
  public func optimum(limit: Int = 200_000) -> Optimum? {
    if size > limit { return nil }
    var states = EndStates(inventory: inventory, goal: goal)
    let choices = states.choices
    var search = Search(
      free: choices.indices.filter { !choices[$0].isEmpty },
      choices: choices,
      most: goal.maxMigrations ?? Int.max
    )
    search.descend(0, &states)
    guard var best = search.best else { return nil }
    best.tried = search.tried
    return best
  }

  private struct Search {
    let free: [Int]
    let choices: [[Int]]
    let most: Int
    var best: Optimum?
    var tried = 0

    mutating func descend(_ depth: Int, _ states: inout EndStates) {
      if depth == free.count {
        judge(states)
        return
      }
      let vm = free[depth]
      descend(depth + 1, &states)
      for node in choices[vm] {
        states.assign(vm, to: node)
        if states.moves <= most { descend(depth + 1, &states) }
      }
      states.assign(vm, to: nil)
    }

    private mutating func judge(_ states: EndStates) {
      tried += 1
      let levels = states.levels
      let order = best.map { EndStates.compare(levels, $0.levels) } ?? -1
      if order > 0 { return }
      let objective = states.objective
      if let best, order == 0, objective >= best.objective { return }
      if !states.violations.isEmpty { return }
      best = Optimum(
        left: states.left,
        levels: levels,
        objective: objective,
        placement: states.placement,
        tried: 0
      )
    }
  }
}
