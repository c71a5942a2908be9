import ArgumentParser
import PlacementIO
import PlacementSolver

/// A number of nodes and of virtual machines: `20x200`.
struct ClusterSize: ExpressibleByArgument, Hashable {
  var nodes: Int
  var virtualMachines: Int

  /// Sizes beyond this are a slip of the hand.
  private static let limit = 1_000_000

  init(nodes: Int, virtualMachines: Int) {
    self.nodes = nodes
    self.virtualMachines = virtualMachines
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let nodes = parts[0], let vms = parts[1],
      (1...Self.limit).contains(nodes), (0...Self.limit).contains(vms)
    else { return nil }
    self.init(nodes: nodes, virtualMachines: vms)
  }
}

/// Values between commas.
struct CommaList<Value: ExpressibleByArgument & Sendable>: ExpressibleByArgument,
  ExpressibleByStringLiteral, Sendable
{
  var values: [Value]
  private var text: String

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Value(argument: String($0)) }
    guard !values.isEmpty, values.count == parts.count else { return nil }
    self.values = values
    text = argument
  }

  /// For defaults in the code; a misspelt one is an empty list.
  init(stringLiteral: String) {
    values = Self(argument: stringLiteral)?.values ?? []
    text = stringLiteral
  }

  var defaultValueDescription: String { text }
}

/// Seeds: `3`, `1,2,7` or `1...5`.
struct SeedList: ExpressibleByArgument {
  var seeds: [UInt64]

  private static let limit: UInt64 = 10_000

  init(seeds: [UInt64]) { self.seeds = seeds }

  init?(argument: String) {
    var seeds: [UInt64] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ".", omittingEmptySubsequences: false)
      if ends.count == 1, let seed = UInt64(part) {
        seeds.append(seed)
      } else if ends.count == 4, ends[1].isEmpty, ends[2].isEmpty, let first = UInt64(ends[0]),
        let last = UInt64(ends[3]), first <= last, last - first < Self.limit
      {
        seeds += first...last
      } else {
        return nil
      }
    }
    guard !seeds.isEmpty else { return nil }
    self.seeds = seeds
  }

  var defaultValueDescription: String { "1...5" }
}

extension SyntheticCluster.Kind: @retroactive ExpressibleByArgument {}
extension SolverOptions.Method: @retroactive ExpressibleByArgument {}

extension Array where Element: Hashable {
  /// The elements, each where it comes first.
  func removingDuplicates() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
