import ArgumentParser
import PlacementIO
import PlacementSolver

/// The flags that say what is wanted; each overrides what a scenario says.
struct GoalArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The goal in words, such as \"drain worker-02 and balance memory\"; other flags go first.",
      valueName: "words"
    )
  )
  var say: String?

  @Option(help: "What to optimise: cpu, memory, balance, performance, count, relieve or none.")
  var goal: Goal.Objective?

  @Option(help: ArgumentHelp("How much cpu and memory matter.", valueName: "cpu=0.7,memory=0.3"))
  var weights: WeightsArgument?

  @Option(
    help: ArgumentHelp(
      "The standard deviation that is good enough; 0: as even as possible. Default: 2%.",
      valueName: "2%|cpu=1%,memory=3%"
    )
  )
  var tolerance: Goal.Tolerance?

  @Option(
    help: ArgumentHelp(
      "A node to empty, by name or hostname; repeat for several.",
      valueName: "node"
    )
  )
  var drain: [String] = []

  @Option(help: ArgumentHelp("The most migrations the plan may hold.", valueName: "n"))
  var maxMigrations: Int?

  @Option(
    help: ArgumentHelp(
      "The most seconds VMs may be down in all, by cold migrations.",
      valueName: "seconds"
    )
  )
  var maxDowntime: Double?

  @Option(help: ArgumentHelp("Multiplies the price of a move; 0 makes them free.", valueName: "x"))
  var migrationCost: Double?

  @Option(help: "Where a forced move is impossible: stop, relax or partial.")
  var onInfeasible: Goal.OnInfeasible?

  @Option(help: "When a VM that could go live may go cold: forced, never or always.")
  var coldFallback: Goal.ColdFallback?

  @Option(
    help: ArgumentHelp(
      "A VM that may be restarted although that loses data or starts a changed template; repeat "
        + "for several.",
      valueName: "vm"
    )
  )
  var allowRestart: [String] = []

  @Option(
    help: "When moves begin: batches (one after the other) or streaming (as soon as each may)."
  )
  var schedule: Goal.Schedule?

  @Option(help: "The load that is balanced: usage or requests.")
  var loadSource: LoadSource?

  func validate() throws {
    if let maxMigrations, maxMigrations < 0 {
      throw ValidationError("--max-migrations is 0 or more.")
    }
    if let maxDowntime, !(maxDowntime.isFinite && maxDowntime >= 0) {
      throw ValidationError("--max-downtime is 0 or more.")
    }
    if let migrationCost, !(migrationCost.isFinite && migrationCost >= 0) {
      throw ValidationError("--migration-cost is 0 or more.")
    }
  }

  /// Puts the flags over what the input says.
  func apply(to input: inout PlanInput) throws {
    if let say { try SpokenGoal.heard(say, nodes: input.nodeNames).apply(to: &input.goal) }
    if let goal { input.goal.optimize = goal }
    if let weights { input.goal.weights = weights.weights }
    if let tolerance { input.goal.tolerance = tolerance }
    if !drain.isEmpty {
      var names: [String] = []
      for text in drain {
        guard let name = input.nodeName(text) else {
          throw Failure(
            .badInput,
            "error: \(input.problem(ofNode: text))"
          )
        }
        if !names.contains(name) { names.append(name) }
      }
      input.goal.drain = names
    }
    if let maxMigrations { input.goal.maxMigrations = maxMigrations }
    if let maxDowntime { input.goal.maxDowntime = maxDowntime }
    if let migrationCost { input.goal.migrationCost = migrationCost }
    if let onInfeasible { input.goal.onInfeasible = onInfeasible }
    if let coldFallback { input.goal.coldFallback = coldFallback }
    try allowRestarts(&input)
    if let schedule { input.goal.schedule = schedule }
    if let loadSource { input.inventory.policy.loadSource = loadSource }
  }
}

extension GoalArguments {
  private func allowRestarts(_ input: inout PlanInput) throws {
    let names = input.inventory.cluster.virtualMachines.map(\.fullName)
    for text in allowRestart {
      let name = text.contains("/") ? text : "default/\(text)"
      guard names.contains(name) else {
        throw Failure(.badInput, "error: --allow-restart: there is no VM '\(name)'")
      }
      if !input.goal.allowRestart.contains(name) { input.goal.allowRestart.append(name) }
    }
  }
}

/// Weights as a flag spells them: `cpu=0.7,memory=0.3`.
struct WeightsArgument: ExpressibleByArgument {
  var weights: Goal.Weights

  init?(argument: String) {
    var weights = Goal.Weights(cpu: 0, memory: 0)
    var seen: Set<String> = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let value = Double(pair[1]), value.isFinite, value >= 0,
        seen.insert(String(pair[0])).inserted
      else { return nil }
      switch pair[0] {
      case "cpu": weights.cpu = value
      case "memory": weights.memory = value
      default: return nil
      }
    }
    guard weights.cpu + weights.memory > 0 else { return nil }
    self.weights = weights
  }
}

extension Goal.Tolerance: ExpressibleByArgument {
  /// Reads `2%`, `0.02` or `cpu=1%,memory=3%`.
  public init?(argument: String) { self.init(text: argument) }
}

extension Goal.Objective: ExpressibleByArgument {}
extension Goal.OnInfeasible: ExpressibleByArgument {}
extension Goal.ColdFallback: ExpressibleByArgument {}
extension Goal.Schedule: ExpressibleByArgument {}
extension LoadSource: ExpressibleByArgument {}
