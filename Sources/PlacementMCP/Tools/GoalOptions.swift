import PlacementIO
import PlacementModel

/// What a plan can be made for, and which of it the user has to say.
enum GoalOptions {
  static let properties: [Schema.Property] = [
    .optional(
      "say",
      .string(longest: 1000),
      "What the user wants in their own words, such as 'drain worker-02'; the other arguments go "
        + "before it."
    ),
    .optional("goal", .word(of: Goal.Objective.self), "What to optimise; 'none' only drains."),
    .optional(
      "weights",
      .object([
        .required("cpu", .number(from: 0), "The weight of cpu."),
        .required("memory", .number(from: 0), "The weight of memory."),
      ]),
      "How much cpu and memory matter, scaled to sum 1."
    ),
    .optional(
      "tolerance",
      .object([
        .optional(
          "cpu",
          .number(from: 0, to: 1),
          "Of cpu utilisation, a fraction; 0.02 by default."
        ),
        .optional("memory", .number(from: 0, to: 1), "Of memory utilisation; 0.02 by default."),
        .optional("count", .number(from: 0), "Of the number of VMs per node; 0.5 by default."),
      ]),
      "The standard deviations that are good enough; 0 is as even as possible."
    ),
    .optional(
      "drain",
      .array(of: .string(longest: 253), most: 1000),
      "Nodes to empty, by name or hostname."
    ),
    .optional("maxMigrations", .integer(from: 0), "The most migrations the plan may hold."),
    .optional("maxDowntime", .number(from: 0), "The most seconds VMs may be down in all."),
    .optional("migrationCost", .number(from: 0), "Multiplies the price of a move; 0: free."),
    .optional(
      "onInfeasible",
      .word(of: Goal.OnInfeasible.self),
      "Where a forced move is impossible: plan nothing, assume changes, or do the rest."
    ),
    .optional(
      "coldFallback",
      .word(of: Goal.ColdFallback.self),
      "When a VM that could go live may go cold."
    ),
    .optional("loadSource", .word(of: LoadSource.self), "The load that is balanced."),
  ]

  /// What the user can choose from where the goal is open.
  static let choices: [(goal: String, text: String)] = [
    ("cpu", "CPU load balancing: distribute CPU usage evenly across nodes"),
    ("memory", "Memory load balancing: distribute memory usage evenly across nodes"),
    ("balance", "Both CPU and memory, with equal or other weights"),
    ("drain", "Drain specific nodes: move all VMs off them for maintenance"),
    ("count", "VM count distribution: an equal number of VMs on each node"),
    ("performance", "Performance: balance, and keep nodes below the high marks"),
    ("relieve", "Relieve: only bring nodes below the high marks, with as few moves as possible"),
  ]

  /// What the user wants.
  enum Heard {
    /// A goal, and how words were understood where it was said in words.
    case said(Goal, understood: String?)
    /// It is open what; why, where something was said.
    case open(String?)
  }

  /// The goal of the arguments over that of the words, and that over the input's.
  static func goal(_ arguments: Arguments, _ source: PlanSource) throws -> Heard {
    var goal = source.goal ?? Goal()
    var isSaid = source.goal != nil
    var understood: String?
    if let words = arguments.text("say") {
      switch GoalSentence(words, nodes: source.nodeNames) {
      case .understood(let spoken):
        spoken.apply(to: &goal)
        understood = spoken.summary
        isSaid = true
      case .ambiguous(let reason):
        // Whatever else was given: words that are not understood are asked about, not passed over.
        return .open(reason)
      }
    }
    if let objective = arguments.word("goal", as: Goal.Objective.self) {
      goal.optimize = objective
      isSaid = true
    }
    if let weights = arguments.members["weights"] {
      let given = Goal.Weights(cpu: weights["cpu"]?.real ?? 0, memory: weights["memory"]?.real ?? 0)
      guard given.cpu + given.memory > 0 else { throw ToolFailure("weights must not both be 0") }
      goal.weights = given
      isSaid = true
    }
    if let tolerance = arguments.members["tolerance"] {
      goal.tolerance = Goal.Tolerance(
        cpu: tolerance["cpu"]?.real ?? goal.tolerance.cpu,
        memory: tolerance["memory"]?.real ?? goal.tolerance.memory,
        count: tolerance["count"]?.real ?? goal.tolerance.count
      )
      isSaid = true
    }
    if arguments.members["drain"] != nil {
      goal.drain = []
      for text in arguments.texts("drain") {
        guard let name = source.nodeNames[text] else {
          throw ToolFailure("there is no such node to drain", details: [text])
        }
        if !goal.drain.contains(name) { goal.drain.append(name) }
      }
      isSaid = isSaid || !goal.drain.isEmpty
    }
    goal.maxMigrations = arguments.whole("maxMigrations") ?? goal.maxMigrations
    goal.maxDowntime = arguments.real("maxDowntime") ?? goal.maxDowntime
    goal.migrationCost = arguments.real("migrationCost") ?? goal.migrationCost
    goal.onInfeasible =
      arguments.word("onInfeasible", as: Goal.OnInfeasible.self) ?? goal.onInfeasible
    goal.coldFallback =
      arguments.word("coldFallback", as: Goal.ColdFallback.self) ?? goal.coldFallback
    return isSaid ? .said(goal, understood: understood) : .open(nil)
  }
}
