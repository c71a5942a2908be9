import PlacementModel

/// What the KubeVirt and HyperConverged resources configure.
struct KubeVirtSettings {
  /// The limits on migrations.
  var migration = MigrationPolicy()
  /// The CPU model of VMs that name none.
  var cpuModel: String?
  /// vCPUs for each core requested.
  var cpuAllocationRatio = 10
  /// Guest memory as a percentage of what is requested for it.
  var memoryOvercommit = 100
  /// What a VM requests of cpu that says nothing of it; `nil`: by the ratio.
  var cpuRequest: Quantity?
  /// Labels that the node of every VM must carry.
  var nodeSelectors: [String: String] = [:]
  /// The version that is installed, where it is known.
  var version: (major: Int, minor: Int)?
  /// Multiplies the memory overhead.
  var overheadRatio = 1.0

  init(_ objects: KubernetesObjects) throws(InputError) {
    // The operator writes its settings into the KubeVirt resource, which is what holds.
    for object in objects[.hyperConverged] {
      guard let spec = try object.field.optional("spec") else { continue }
      // Version v1 groups the fields.
      for group in [spec, try spec.optional("virtualization")] {
        if let limits = try group?.optional("liveMigrationConfig") { try read(limits: limits) }
      }
    }
    for object in objects[.kubeVirt] {
      version =
        try object.field.at("status", "observedKubeVirtVersion").flatMap {
          (field) throws(InputError) in
          Self.version(try field.string())
        } ?? version
      guard let settings = try object.field.at("spec", "configuration") else { continue }
      if let limits = try settings.optional("migrations") { try read(limits: limits) }
      try read(settings)
    }
  }

  private mutating func read(_ settings: Field) throws(InputError) {
    cpuModel = try settings.optional("cpuModel")?.string() ?? cpuModel
    // The default of 100m is what the ratio gives, and so asks for nothing.
    if let request = try settings.optional("cpuRequest")?.quantity(),
      request != Quantity(milli: 100)
    {
      cpuRequest = request
    }
    if let developer = try settings.optional("developerConfiguration") {
      nodeSelectors = try developer.optional("nodeSelectors")?.stringMap() ?? nodeSelectors
      let percentages = 1...Int(Int32.max)
      cpuAllocationRatio =
        try developer.optional("cpuAllocationRatio")?.int(in: percentages) ?? cpuAllocationRatio
      memoryOvercommit =
        try developer.optional("memoryOvercommit")?.int(in: percentages) ?? memoryOvercommit
    }
    if let ratio = try settings.optional("additionalGuestMemoryOverheadRatio") {
      guard let number = Double(try ratio.string()), number >= 1, number <= 100 else {
        throw ratio.error("\(ratio.quoted) is no ratio; give text such as \"1.5\", from 1 to 100")
      }
      overheadRatio = number
    }
  }

  /// `v1.8.4` as (1, 8).
  private static func version(_ text: String) -> (major: Int, minor: Int)? {
    let parts = text.drop { $0 == "v" }.split(separator: ".").prefix(2).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    return (major, minor)
  }

  private mutating func read(limits: Field) throws(InputError) {
    // None at a time is how some stop all migrations.
    let counts = 0...Int(Int32.max)
    migration.parallelPerCluster =
      try limits.optional("parallelMigrationsPerCluster")?.int(in: counts)
      ?? migration.parallelPerCluster
    migration.parallelOutboundPerNode =
      try limits.optional("parallelOutboundMigrationsPerNode")?.int(in: counts)
      ?? migration.parallelOutboundPerNode
    try migration.readPace(limits)
  }
}

extension MigrationPolicy {
  /// Takes over how fast one migration may go and how long it may take.
  mutating func readPace(_ field: Field) throws(InputError) {
    if let limit = try field.optional("bandwidthPerMigration"), limit.value.text != "" {
      let bandwidth = try limit.quantity(example: "64Mi")
      // Zero means no limit, which tells nothing of how fast the network is.
      if bandwidth > .zero { self.bandwidth = bandwidth }
    }
    let timeout = try field.optional("completionTimeoutPerGiB")?.int(in: 0...Int(Int32.max)) ?? 0
    if timeout > 0 { completionTimeoutPerGiB = timeout }
  }
}
