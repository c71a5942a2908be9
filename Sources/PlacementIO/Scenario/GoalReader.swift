import PlacementModel

/// Reads the goal of a scenario.
struct GoalReader {
  let names: KnownNames
  let rules: [Rule]

  func goal(_ field: Field) throws(InputError) -> Goal {
    try field.check(keys: [
      "optimize", "weights", "terms", "tolerance", "drain", "maxMigrations", "maxDowntime",
      "migrationCost", "coldFallback", "allowRestart", "onInfeasible", "schedule",
    ])
    var goal = Goal()
    if let optimize = try field.optional("optimize") { goal.optimize = try optimize.choice() }
    if let weights = try field.optional("weights") { goal.weights = try self.weights(weights) }
    if let terms = try field.optional("terms") { goal.terms = try self.terms(terms) }
    if let tolerance = try field.optional("tolerance") {
      goal.tolerance = try self.tolerance(tolerance)
    }
    for element in try field.list("drain") {
      let node = try names.node(element)
      if goal.drain.contains(node) {
        throw element.error("\(element.quoted) is in the list twice; name it once")
      }
      goal.drain.append(node)
    }
    goal.maxMigrations = try field.optional("maxMigrations")?.int(in: 0...Int(Int32.max))
    goal.maxDowntime = try field.optional("maxDowntime")?.double(in: 0...1e9)
    if let cost = try field.optional("migrationCost") {
      goal.migrationCost = try cost.double(in: 0...1e6)
    }
    if let fallback = try field.optional("coldFallback") {
      goal.coldFallback = try fallback.choice()
    }
    for element in try field.list("allowRestart") {
      let machine = try names.machine(element)
      if !goal.allowRestart.contains(machine) { goal.allowRestart.append(machine) }
    }
    if let onInfeasible = try field.optional("onInfeasible") {
      goal.onInfeasible = try onInfeasible.choice()
    }
    if let schedule = try field.optional("schedule") { goal.schedule = try schedule.choice() }
    return goal
  }

  private func terms(_ field: Field) throws(InputError) -> [String: Double] {
    var terms: [String: Double] = [:]
    for (name, weight) in try field.entries() {
      if let problem = Goal.problem(withTerm: name, rules: rules) { throw weight.error(problem) }
      terms[name] = try weight.double(in: 0...1e6)
    }
    return terms
  }

  /// One number for cpu and memory, or one for each.
  private func tolerance(_ field: Field) throws(InputError) -> Goal.Tolerance {
    if case .number = field.value.kind {
      return Goal.Tolerance(utilisation: try field.double(in: 0...1))
    }
    try field.check(keys: ["cpu", "memory", "count"])
    var tolerance = Goal.Tolerance()
    if let cpu = try field.optional("cpu") { tolerance.cpu = try cpu.double(in: 0...1) }
    if let memory = try field.optional("memory") { tolerance.memory = try memory.double(in: 0...1) }
    if let count = try field.optional("count") { tolerance.count = try count.double(in: 0...1e6) }
    return tolerance
  }

  private func weights(_ field: Field) throws(InputError) -> Goal.Weights {
    try field.check(keys: ["cpu", "memory"])
    let cpu = try field.optional("cpu")?.double(in: 0...1e6)
    let memory = try field.optional("memory")?.double(in: 0...1e6)
    if cpu == nil, memory == nil { return Goal.Weights() }
    let weights = Goal.Weights(cpu: cpu ?? 0, memory: memory ?? 0)
    if weights.cpu + weights.memory == 0 {
      throw field.error("all weights are 0; give cpu or memory one above 0")
    }
    return weights
  }
}
