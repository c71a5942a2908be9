import PlacementModel

/// Sums of score terms by name.
struct TermTable {
  private(set) var values: [String: Double] = [:]
  /// Sums of excesses over required and preferred rules, by the rule's name.
  private(set) var excesses: [Excess: Int] = [:]
  /// What an excess over a preferred rule costs, at weight 1.
  private let excessPrice: Double
  /// Requests over capacity, as shares of it, over all nodes and resources.
  var overload = 0.0

  /// A rule by which excesses are summed.
  struct Excess: Hashable {
    var rule: String
    var required: Bool
  }

  /// An empty table for a cluster with so many VMs.
  init(vmCount: Int) {
    excessPrice = ObjectiveConstants.priceOfAllExcesses / Double(max(1, vmCount))
  }

  /// The excesses over required rules together.
  var requiredExcess: Int {
    excesses.reduce(0) { $0 + ($1.key.required ? $1.value : 0) }
  }

  /// Adds to a term.
  mutating func add(_ name: String, _ value: Double) { values[name, default: 0] += value }

  /// Adds to a term.
  mutating func add(_ name: TermName, _ value: Double) { add(name.rawValue, value) }

  /// Adds excesses over a required rule: they are no part of the objective.
  mutating func add(required name: String, excess: Int) {
    excesses[Excess(rule: name, required: true), default: 0] += excess
  }

  /// Adds excesses over a preferred rule of a weight.
  mutating func add(preferred name: String, weight: Double, excess: Int) {
    excesses[Excess(rule: name, required: false), default: 0] += excess
    if excess != 0 { add(.preferred(name), excessPrice * weight * Double(excess)) }
  }
}
