/// What must be done and is not: what plans are compared by before their objectives.
///
/// A level counts only among plans that are equal in every earlier one. Nothing of it is part of
/// the objective, and no price, weight or penalty outweighs it.
struct Levels: Sendable, Hashable {
  /// Active VMs that must leave a node, or have a fixed assignment, and do not.
  var forced = 0
  /// Stopped VMs that must leave a node and do not.
  var stopped = 0
  /// VMs that wait for a node and get none.
  var waiting = 0
  /// Excesses over required rules, plus requests over capacity as shares of the capacity.
  var required = 0.0
  /// Moves of VMs outside the scope, and cold fallbacks of VMs that must move.
  var voluntary = 0

  /// Whether everything is done that must be.
  var isClear: Bool { self == Levels() }

  /// VMs that are where they should not be, or nowhere.
  var unresolved: Int { forced + stopped + waiting }

  /// ``required`` in steps so fine that only rounding is lost.
  fileprivate var requiredSteps: Double { (required * 1e9).rounded() }
}

extension Levels: Comparable {
  static func < (a: Levels, b: Levels) -> Bool {
    (a.forced, a.stopped, a.waiting, a.requiredSteps, a.voluntary)
      < (b.forced, b.stopped, b.waiting, b.requiredSteps, b.voluntary)
  }

  static func == (a: Levels, b: Levels) -> Bool {
    (a.forced, a.stopped, a.waiting, a.requiredSteps, a.voluntary)
      == (b.forced, b.stopped, b.waiting, b.requiredSteps, b.voluntary)
  }

  func hash(into hasher: inout Hasher) {
    for count in [forced, stopped, waiting, voluntary] { hasher.combine(count) }
    hasher.combine(requiredSteps)
  }
}

/// What candidates are compared by: the levels, then the objective.
struct Rank: Sendable, Comparable {
  var levels: Levels
  var objective: Double

  static func < (a: Rank, b: Rank) -> Bool {
    a.levels == b.levels ? a.objective < b.objective : a.levels < b.levels
  }

  /// Whether it is better by more than a margin of the objective.
  func isBetter(than other: Rank, by margin: Double) -> Bool {
    levels == other.levels ? objective < other.objective - margin : levels < other.levels
  }
}
