import PlacementModel

/// Reads the limits and thresholds of a scenario.
enum PolicyReader {
  static func policy(_ field: Field) throws(InputError) -> Policy {
    try field.check(keys: ["loadSource", "overcommit", "thresholds", "migration", "workloads"])
    var policy = Policy()
    policy.loadSource = try field.optional("loadSource")?.choice()
    if let overcommit = try field.optional("overcommit") {
      try overcommit.check(keys: ["cpu", "memory"])
      policy.overcommit = Policy.Overcommit(
        cpu: try ratio(overcommit, "cpu"),
        memory: try ratio(overcommit, "memory")
      )
    }
    if let thresholds = try field.optional("thresholds") {
      try thresholds.check(keys: ["cpu", "memory"])
      try readBand(thresholds, "cpu", into: &policy.thresholds.cpu)
      try readBand(thresholds, "memory", into: &policy.thresholds.memory)
    }
    if let migration = try field.optional("migration") {
      policy.migration = try migrationPolicy(migration)
    }
    if let workloads = try field.optional("workloads") {
      policy.workloads = try workloadPolicies(workloads)
    }
    return policy
  }

  private static func workloadPolicies(
    _ field: Field
  ) throws(InputError) -> [String: WorkloadPolicy] {
    let names = VirtualMachine.Workload.allCases.map(\.rawValue)
    try field.check(keys: names)
    var policies: [String: WorkloadPolicy] = [:]
    for name in names {
      guard let given = try field.optional(name) else { continue }
      try given.check(keys: ["price", "alone"])
      policies[name] = WorkloadPolicy(
        price: try given.optional("price")?.double(in: 0...1e6) ?? 1,
        alone: try given.optional("alone")?.bool() ?? false
      )
    }
    return policies
  }

  private static func ratio(_ field: Field, _ key: String) throws(InputError) -> Double {
    guard let ratio = try field.optional(key) else { return 1 }
    let value = try ratio.double(in: 0...1000)
    if value == 0 {
      throw ratio.error("'0' leaves no room at all; give a ratio such as 1.0 or 1.5")
    }
    return value
  }

  private static func readBand(
    _ field: Field,
    _ key: String,
    into band: inout Policy.Thresholds.Band
  ) throws(InputError) {
    guard let given = try field.optional(key) else { return }
    try given.check(keys: ["high", "low"])
    let low = try given.optional("low")
    if let high = try given.optional("high") {
      band.high = try high.double(in: 0...1)
      if low == nil { band.low = min(band.low, band.high) }
    }
    if let low {
      band.low = try low.double(in: 0...1)
      if band.low > band.high {
        throw low.error("\(low.quoted) is above the high mark \(band.high); give at most that")
      }
    }
  }

  private static func migrationPolicy(_ field: Field) throws(InputError) -> MigrationPolicy {
    try field.check(keys: [
      "parallelPerCluster", "parallelOutboundPerNode", "parallelInboundPerNode", "bandwidth",
      "completionTimeoutPerGiB", "coldDowntime",
    ])
    var policy = MigrationPolicy()
    func readCount(_ key: String, into count: inout Int) throws(InputError) {
      if let given = try field.optional(key) { count = try given.int(in: 1...1_000_000) }
    }
    try readCount("parallelPerCluster", into: &policy.parallelPerCluster)
    try readCount("parallelOutboundPerNode", into: &policy.parallelOutboundPerNode)
    try readCount("parallelInboundPerNode", into: &policy.parallelInboundPerNode)
    try readCount("completionTimeoutPerGiB", into: &policy.completionTimeoutPerGiB)
    if let bandwidth = try field.optional("bandwidth") {
      policy.bandwidth = try bandwidth.quantity(example: "64Mi")
      if policy.bandwidth == .zero {
        throw bandwidth.error("'0' copies nothing; give bytes a second such as 64Mi")
      }
    }
    if let downtime = try field.optional("coldDowntime") {
      policy.coldDowntime = try downtime.double(in: 0...1e9)
    }
    return policy
  }
}
