import PlacementModel

/// What a VM's `domain` says of its size and its devices.
struct GuestDomain {
  /// `nil` where only an instance type would tell.
  var vCPUs: Int?
  var memory: Quantity?
  var cpuModel: String?
  var requiredFeatures: [String] = []
  var hasDedicatedCPUs = false
  var isolatesEmulator = false
  var ioThreads = 0
  /// The page size, `2Mi` or `1Gi`, where its memory is of huge pages.
  var hugepages: String?
  /// `domain.resources.requests`.
  var requests: ResourceList = [:]
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
    let limits = try domain.amounts(of: "limits")
    overcommitsOverhead =
      try domain.at("resources", "overcommitGuestOverhead")?.bool() ?? false
    try readCPU(domain)
    if vCPUs == nil, let cpu = requests.amounts[.cpu] ?? limits.amounts[.cpu] {
      // Without a topology KubeVirt gives the guest as many sockets as cores are asked for.
      vCPUs = min(max(1, Int(cpu.wholeRoundedUp)), Self.mostCPUs)
    }
    hugepages = try domain.at("memory", "hugepages", "pageSize")?.string()
    memory =
      try domain.at("memory", "guest")?.quantity(example: "16Gi")
      ?? requests.amounts[.memory] ?? limits.amounts[.memory]
    try readDevices(domain)
  }

  private mutating func readCPU(_ domain: Field) throws(InputError) {
    guard let cpu = try domain.optional("cpu") else { return }
    vCPUs = try Self.vCPUs(cpu)
    cpuModel = try cpu.optional("model")?.string()
    hasDedicatedCPUs = try cpu.optional("dedicatedCpuPlacement")?.bool() ?? false
    isolatesEmulator = try cpu.optional("isolateEmulatorThread")?.bool() ?? false
    requiredFeatures = try Self.requiredFeatures(cpu, key: "features")
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
    hasSEV = try domain.at("launchSecurity", "sev") != nil
    guard let devices = try domain.optional("devices") else { return }
    hasGraphics = try devices.optional("autoattachGraphicsDevice")?.bool() ?? true
    hasTPM = try devices.optional("tpm") != nil
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
