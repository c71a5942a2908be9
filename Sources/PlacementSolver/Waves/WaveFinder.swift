import PlacementModel

/// Splits nodes into few waves.
///
/// Each wave takes as many nodes as can be emptied together, in an order of preference. Which order
/// gives the fewest waves depends on the cluster, so several are tried: small loads first leave
/// large empty nodes for the next wave, large ones first use the room while there is some.
struct WaveFinder {
  var trial: WaveTrial
  /// The most nodes a wave may take.
  var most: Int

  /// Waves, and what is in none.
  struct Split {
    var waves: [[String]] = []
    var left: [String] = []
    /// Why each of those cannot be emptied even alone.
    var obstacles: [String: WaveTrial.Obstacle] = [:]

    /// Every node, in a wave or left.
    var all: Set<String> { Set(waves.joined()).union(left) }

    /// Fewer nodes left come first, then fewer waves.
    var rank: (Int, Int) { (left.count, waves.count) }
  }

  /// After the longest part of the order that can be emptied together, single nodes tried besides.
  private static let extras = 12
  /// Pairs of VM and node beyond which only one order is tried.
  private static let large = 200_000

  /// The fewest waves found.
  ///
  /// - Parameter least: A number of waves that is few enough to stop at.
  /// - Throws: ``PlanningError`` where the task makes no sense.
  func split(_ nodes: [String], _ inventory: Inventory, least: Int) throws -> Split {
    var best: Split?
    for order in orders(nodes, inventory) {
      var context = trial.context
      if best != nil, context.isOver() { break }
      let found = try simulate(order, inventory)
      if best.map({ found.rank < $0.rank }) ?? true { best = found }
      if let best, best.left.isEmpty, best.waves.count <= least { break }
    }
    return best ?? Split()
  }

  /// Orders of preference worth a try, without repetition.
  private func orders(_ nodes: [String], _ inventory: Inventory) -> [[String]] {
    var load: [String: Double] = [:]
    var size: [String: Double] = [:]
    for node in inventory.cluster.nodes { size[node.name] = node.allocatable[.memory].value }
    for vm in inventory.cluster.virtualMachines where vm.isActive {
      if let node = vm.node { load[node, default: 0] += vm.requests[.memory].value }
    }
    func sorted(by key: (String) -> Double) -> [String] {
      let place = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
      return nodes.sorted { (key($0), place[$0] ?? 0) < (key($1), place[$1] ?? 0) }
    }
    let byLoad = sorted { load[$0] ?? 0 }
    let pairs = inventory.cluster.nodes.count * inventory.cluster.virtualMachines.count
    guard pairs <= Self.large else { return [byLoad] }
    let all = [
      byLoad, sorted { (load[$0] ?? 0) / max(1, size[$0] ?? 1) }, nodes, byLoad.reversed(),
      sorted { -(size[$0] ?? 0) },
    ]
    return all.enumerated().filter { i, order in !all[..<i].contains(order) }.map(\.element)
  }

  private func simulate(_ order: [String], _ inventory: Inventory) throws -> Split {
    var split = Split()
    var rest = order
    var now = inventory
    while !rest.isEmpty {
      let (wave, ends, obstacles) = try grow(rest, now)
      if wave.isEmpty {
        split.left = rest
        split.obstacles = obstacles
        return split
      }
      split.waves.append(wave)
      rest.removeAll(where: wave.contains)
      now = now.moving(ends)
    }
    return split
  }

  /// As many nodes as can be emptied together: the longest part of the order, then others.
  private func grow(
    _ rest: [String],
    _ inventory: Inventory
  ) throws -> (wave: [String], ends: [String: String], obstacles: [String: WaveTrial.Obstacle]) {
    var wave: [String] = []
    var ends: [String: String] = [:]
    var obstacles: [String: WaveTrial.Obstacle] = [:]
    func fits(_ nodes: [String]) throws -> Bool {
      let later = Set(rest).subtracting(nodes)
      switch try trial.run(nodes, later: later, inventory) {
      case .ends(let found):
        (wave, ends) = (nodes, found)
        return true
      case .impossible(let why):
        if nodes.count == 1 { obstacles[nodes[0]] = why }
        return false
      }
    }
    let longest = min(most, rest.count)
    if try fits(Array(rest.prefix(longest))) { return (wave, ends, [:]) }
    var (fitting, failing) = (0, longest)
    while failing - fitting > 1 {
      let middle = (fitting + failing) / 2
      if try fits(Array(rest.prefix(middle))) { fitting = middle } else { failing = middle }
    }
    var tries = 0
    for node in rest.dropFirst(fitting) where wave.count < longest {
      // The first alone has been tried. Where nothing fits so far, each is: one may.
      if wave.isEmpty && node == rest.first { continue }
      if !wave.isEmpty {
        var context = trial.context
        if tries >= Self.extras || context.isOver() { break }
        tries += 1
      }
      _ = try fits(wave + [node])
    }
    return (wave, ends, obstacles)
  }
}
