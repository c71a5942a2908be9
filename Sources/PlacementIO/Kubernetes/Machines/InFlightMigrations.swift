import PlacementModel

/// Migrations that other actors have asked for and that have not ended, queued ones included.
///
/// They show in four places, any of which may be missing from a dump: migration objects, the
/// instance's `migrationState`, the VM's `printableStatus`, and a second pod that a migration made.
struct InFlightMigrations {
  private var byInstance: [String: [Request]] = [:]
  /// Keys that migrations, also those that have ended, add to the selectors of pods.
  private var added: [String: Set<String>] = [:]
  /// Node names by the label that selectors use.
  private let nodesByHostname: [String: String]

  private struct Request {
    var uid: String?
    var target: String?
    var hostname: String?
  }

  /// Where a migration leads.
  enum Destination: Equatable {
    case node(String)
    /// Nobody knows yet.
    case unknown
  }

  init(_ objects: KubernetesObjects, nodes: [NodeObject]) throws(InputError) {
    nodesByHostname = Dictionary(
      nodes.map { ($0.node.hostname, $0.node.name) },
      uniquingKeysWith: { first, _ in first }
    )
    for object in objects[.migration] {
      let spec = try object.field.required("spec")
      let name = try spec.required("vmiName").nonEmptyString()
      let key = "\(object.metadata.namespace)/\(name)"
      let selector = try spec.optional("addedNodeSelector")?.stringMap() ?? [:]
      if !selector.isEmpty { added[key, default: []].formUnion(selector.keys) }
      let phase = try object.field.at("status", "phase")?.string() ?? ""
      guard phase != "Succeeded", phase != "Failed" else { continue }
      let request = Request(
        uid: object.metadata.uid,
        target: try object.field.at("status", "migrationState", "targetNode")?.string(),
        hostname: selector[Node.hostnameLabel]
      )
      byInstance[key, default: []].append(request)
    }
  }

  /// Keys that migrations of an instance added to the selector of its pods.
  func addedKeys(of instance: String) -> Set<String> { added[instance] ?? [] }

  /// Where a VM on a node is being moved to; `nil` where no migration moves it.
  func destination(
    of source: MachineSource,
    on node: String,
    pods: LauncherPods
  ) throws(InputError) -> Destination? {
    let key = source.key
    let requests = byInstance[key] ?? []
    let state = try MigrationState(source.instance?.object.field)
    let status = source.machine?.status
    let isAsked = !requests.isEmpty || state.isRunning || status == "Migrating"
    if !isAsked {
      let pod = pods.target(of: key, awayFrom: node, madeByMigration: true)
      guard let pod, pod.metadata.name != state.sourcePod else { return nil }
      return pod.node.map { .node($0) }
    }
    // The state stays after a migration has ended, so that only the uid tells whose it is.
    for request in requests {
      let named =
        (state.uid != nil && state.uid == request.uid ? state.target : nil)
        ?? request.target
      if let named, !named.isEmpty { return named == node ? .unknown : .node(named) }
    }
    if state.isRunning, let target = state.target {
      return target == node ? .unknown : .node(target)
    }
    if let pod = pods.target(of: key, awayFrom: node), let target = pod.node,
      pod.metadata.name != state.sourcePod
    {
      return .node(target)
    }
    for request in requests {
      if let hostname = request.hostname, let name = nodesByHostname[hostname], name != node {
        return .node(name)
      }
    }
    return .unknown
  }
}

/// What an instance remembers of its latest migration.
private struct MigrationState {
  var uid: String?
  var target: String?
  /// The pod that it left, once it has ended.
  var sourcePod: String?
  /// Whether it has begun and not ended.
  var isRunning = false

  init(_ instance: Field?) throws(InputError) {
    guard let state = try instance?.at("status", "migrationState") else { return }
    uid = try state.optional("migrationUid")?.string()
    let target = try state.optional("targetNode")?.string() ?? ""
    self.target = target.isEmpty ? nil : target
    let isCompleted = try state.optional("completed")?.bool() ?? false
    let hasFailed = try state.optional("failed")?.bool() ?? false
    let end = try state.optional("endTimestamp")
    let hasEnded = isCompleted || hasFailed || end != nil
    isRunning = try state.optional("startTimestamp") != nil && !hasEnded
    if hasEnded { sourcePod = try state.optional("sourcePod")?.string() }
  }
}
