import PlacementModel

/// A goal as somebody said it: only what the words said, everything else left open.
public struct SpokenGoal: Sendable, Hashable {
  /// What to optimise.
  public var optimize: Goal.Objective?
  /// How much cpu and memory matter.
  public var weights: Goal.Weights?
  /// The nodes to empty.
  public var drain: [String] = []
  /// The most migrations.
  public var maxMigrations: Int?
  /// What to do where the goal cannot be reached.
  public var onInfeasible: Goal.OnInfeasible?

  /// Creates a goal that says nothing.
  public init() {}

  /// Puts what was said over a goal.
  public func apply(to goal: inout Goal) {
    if let optimize { goal.optimize = optimize }
    if let weights { goal.weights = weights }
    if !drain.isEmpty { goal.drain = drain }
    if let maxMigrations { goal.maxMigrations = maxMigrations }
    if let onInfeasible { goal.onInfeasible = onInfeasible }
  }

  /// How it was understood, in one line: `drain worker-02; balance memory; at most 10 migrations`.
  public var summary: String {
    var parts: [String] = []
    if !drain.isEmpty { parts.append("drain " + drain.joined(separator: ", ")) }
    switch optimize {
    case .cpu: parts.append("balance CPU")
    case .memory: parts.append("balance memory")
    case .balance: parts.append("balance CPU and memory" + weighting)
    case .performance: parts.append("balance CPU and memory" + weighting + " and avoid hot spots")
    case .count: parts.append("the same number of VMs on every node")
    case .relieve: parts.append("bring nodes below their thresholds")
    case .some(.none): parts.append(drain.isEmpty ? "repair broken rules" : "nothing else")
    case nil: break
    }
    if let maxMigrations {
      parts.append("at most \(maxMigrations) \(maxMigrations == 1 ? "migration" : "migrations")")
    }
    if onInfeasible == .partial { parts.append("as far as possible") }
    return parts.joined(separator: "; ")
  }

  private var weighting: String {
    guard let weights = weights?.normalized else { return "" }
    func percent(_ share: Double) -> Int { Int((100 * share).rounded()) }
    return " (CPU \(percent(weights.cpu)) %, memory \(percent(weights.memory)) %)"
  }
}

/// A sentence about a goal, read word by word.
public enum GoalSentence: Sendable, Hashable {
  /// It says what is wanted.
  case understood(SpokenGoal)
  /// It may mean several things, or something that is not known here; why, in one line.
  case ambiguous(String)

  /// Reads a sentence: `drain worker-02 and balance memory with at most ten moves`.
  ///
  /// Every word must be known; nothing is guessed. No network, no model: `PhraseTable` is all.
  ///
  /// - Parameters:
  ///   - text: The sentence.
  ///   - nodes: The names by which nodes may be called, and the names they stand for.
  public init(_ text: String, nodes: [String: String]) {
    var reader = SentenceReader(nodes: nodes)
    self = reader.read(text)
  }

  /// What to ask where a sentence is ambiguous.
  public static let question = """
    I can optimize the cluster for several goals:
    1. CPU load balancing - distribute CPU usage evenly across nodes
    2. Memory load balancing - distribute memory usage evenly across nodes
    3. Both CPU and memory - multi-objective optimization
    4. Drain specific node - move all VMs off a node for maintenance
    5. VM count distribution - equal number of VMs per node
    """

  /// The goal that an answer to ``question`` chooses; `nil` where it is none of them.
  ///
  /// - Parameters:
  ///   - number: The option, from 1.
  ///   - drain: The node for option 4.
  public static func option(_ number: Int, drain: String? = nil) -> SpokenGoal? {
    var goal = SpokenGoal()
    switch number {
    case 1: goal.optimize = .cpu
    case 2: goal.optimize = .memory
    case 3: goal.optimize = .balance
    case 4:
      guard let drain else { return nil }
      goal.drain = [drain]
    case 5: goal.optimize = .count
    default: return nil
    }
    return goal
  }
}
