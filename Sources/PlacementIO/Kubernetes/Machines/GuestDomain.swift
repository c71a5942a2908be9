import PlacementModel

/// What a VM's `domain` says of its size and its devices.
struct GuestDomain {
  /// `nil` where only an instance type would tell.
  var vCPUs: Int?
  var memory: Quantity?
  var cpuModel: String?
  var requiredFeatures: [String] = []
  var forbiddenFeatures: [String] = []
  /// Whether sockets, cores or threads are given.
  var givesTopology = false
  /// The machine type, such as `q35`, where it is given.
  var machineType: String?
  /// Labels of nodes with features of the host that it needs, and what of it needs them.
  var hostFeatures: [(label: String, cause: String)] = []
  var hasDedicatedCPUs = false
  var isolatesEmulator = false
  var ioThreads = 0
  /// The page size, `2Mi` or `1Gi`, where its memory is of huge pages.
  var hugepages: String?
  /// `domain.resources.requests`; a limit stands for a request that is missing.
  var requests: ResourceList = [:]
  /// `domain.resources.limits`.
  var limits: ResourceList = [:]
  /// Probes that run a command in the guest.
  var execProbes = 0
  /// Whether a device of the host is passed through, which maps the guest's memory.
  var hasPassthrough = false
  /// Names of device plugin resources, one entry a device.
  var devices: [String] = []
  var hasGraphics = true
  var hasTPM = false
  var hasSEV = false
  var overcommitsOverhead = false
  /// The percentage of guest memory that an instance type leaves out of the request.
  var overcommitPercent = 0

  /// More than any machine has; keeps sums of nonsense within bounds.
  private static let mostCPUs = 1 << 20

  init(_ domain: Field) throws(InputError) {
    requests = try domain.amounts(of: "requests")
    limits = try domain.amounts(of: "limits")
    overcommitsOverhead =
      try domain.at("resources", "overcommitGuestOverhead")?.bool() ?? false
    try readCPU(domain)
    if vCPUs == nil, let cpu = limits.amounts[.cpu] ?? requests.amounts[.cpu] {
      // Without a topology KubeVirt gives the guest as many sockets as cores are asked for.
      vCPUs = min(max(1, Int(cpu.wholeRoundedUp)), Self.mostCPUs)
    }
    hugepages = try domain.at("memory", "hugepages", "pageSize")?.string()
    memory =
      try domain.at("memory", "guest")?.quantity(example: "16Gi")
      ?? requests.amounts[.memory] ?? limits.amounts[.memory]
    for name in [ResourceName.cpu, .memory] where requests.amounts[name] == nil {
      if let limit = limits.amounts[name] { requests[name] = limit }
    }
    machineType = try domain.at("machine", "type")?.string()
    try readLaunchSecurity(domain)
    try readDevices(domain)
  }

  /// Counts the probes of the spec around the domain.
  mutating func readProbes(_ spec: Field) throws(InputError) {
    for probe in ["livenessProbe", "readinessProbe"]
    where try spec.at(probe, "exec") != nil {
      execProbes += 1
    }
  }

  /// Whether its pod is of the class Guaranteed: every limit is also requested.
  var isGuaranteed: Bool {
    [ResourceName.cpu, .memory].allSatisfy {
      limits.amounts[$0] != nil && limits.amounts[$0] == requests.amounts[$0]
    }
  }

  private mutating func readCPU(_ domain: Field) throws(InputError) {
    guard let cpu = try domain.optional("cpu") else { return }
    vCPUs = try Self.vCPUs(cpu)
    cpuModel = try cpu.optional("model")?.string()
    hasDedicatedCPUs = try cpu.optional("dedicatedCpuPlacement")?.bool() ?? false
    isolatesEmulator = try cpu.optional("isolateEmulatorThread")?.bool() ?? false
    givesTopology = vCPUs != nil
    requiredFeatures = try Self.requiredFeatures(cpu, key: "features")
    for feature in try cpu.list("features")
    where try feature.optional("policy")?.string() == "forbid" {
      forbiddenFeatures.append(try feature.required("name").nonEmptyString())
    }
    if try cpu.optional("realtime") != nil {
      hostFeatures.append(("kubevirt.io/realtime", "realtime"))
    }
  }

  /// Encryption of the guest's memory, by processors that can.
  private mutating func readLaunchSecurity(_ domain: Field) throws(InputError) {
    guard let security = try domain.optional("launchSecurity") else { return }
    let kinds = try security.entries().map(\.key)
    if kinds.isEmpty {
      hostFeatures.append(("kubevirt.io/secure-execution", "launchSecurity"))
    }
    if let sev = try security.optional("sev") {
      hasSEV = true
      let isEncrypted = try sev.at("policy", "encryptedState")?.bool() == true
      hostFeatures.append(
        (isEncrypted ? "kubevirt.io/sev-es" : "kubevirt.io/sev", "launchSecurity.sev")
      )
    }
    for (kind, label) in [("snp", "sev-snp"), ("tdx", "tdx"), ("cca", "cca")]
    where kinds.contains(kind) {
      hasSEV = hasSEV || kind == "snp"
      hostFeatures.append(("kubevirt.io/\(label)", "launchSecurity.\(kind)"))
    }
  }

  private mutating func readDevices(_ domain: Field) throws(InputError) {
    switch try domain.optional("ioThreadsPolicy")?.string() {
    case "shared": ioThreads = 1
    case "auto":
      // One for the disks that share and one for each other, at most two a vCPU.
      let disks = try domain.optional("devices")?.list("disks").count ?? 0
      ioThreads = min(max(1, disks), 2 * (vCPUs ?? 1))
    case "supplementalPool":
      ioThreads =
        try domain.at("ioThreads", "supplementalPoolThreadCount")?.int(in: 0...1024) ?? 1
    default: break
    }
    guard let devices = try domain.optional("devices") else { return }
    hasGraphics = try devices.optional("autoattachGraphicsDevice")?.bool() ?? true
    hasTPM = try devices.optional("tpm") != nil
    for interface in try devices.list("interfaces") where try interface.optional("sriov") != nil {
      hasPassthrough = true
    }
    for key in ["gpus", "hostDevices"] { self.devices += try Self.devices(devices, key: key) }
  }

  /// `sockets × cores × threads`, a missing or zero one counting as 1; `nil` where none is given.
  static func vCPUs(_ topology: Field) throws(InputError) -> Int? {
    var product: Int?
    for key in ["sockets", "cores", "threads"] {
      guard let count = try topology.optional(key)?.int(in: 0...65_535), count > 0 else { continue }
      product = min((product ?? 1) * count, mostCPUs)
    }
    return product
  }

  /// Names of the devices under a key, one entry each.
  static func devices(_ field: Field, key: String) throws(InputError) -> [String] {
    var names: [String] = []
    for device in try field.list(key) {
      if let name = try device.optional("deviceName")?.string() { names.append(name) }
    }
    return names
  }

  /// Names of the CPU features that must be there.
  static func requiredFeatures(_ cpu: Field, key: String) throws(InputError) -> [String] {
    var names: [String] = []
    for feature in try cpu.list(key) {
      let policy = try feature.optional("policy")?.string() ?? ""
      let name = try feature.required("name").nonEmptyString()
      if policy.isEmpty || policy == "require" { names.append(name) }
    }
    return names
  }
}
