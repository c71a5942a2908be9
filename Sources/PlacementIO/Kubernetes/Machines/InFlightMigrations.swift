import PlacementModel

/// Migrations that other actors have asked for and that have not ended, queued ones included.
struct InFlightMigrations {
  private var byInstance: [String: [Request]] = [:]
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
      let phase = try object.field.at("status", "phase")?.string() ?? ""
      guard phase != "Succeeded", phase != "Failed" else { continue }
      let spec = try object.field.required("spec")
      let name = try spec.required("vmiName").nonEmptyString()
      let request = Request(
        uid: object.metadata.uid,
        target: try object.field.at("status", "migrationState", "targetNode")?.string(),
        hostname: try spec.at("addedNodeSelector", Node.hostnameLabel)?.string()
      )
      byInstance["\(object.metadata.namespace)/\(name)", default: []].append(request)
    }
  }

  /// Where an instance on a node is being moved to; `nil` where nobody moves it.
  func destination(
    of instance: InstanceObject,
    on node: String,
    pods: LauncherPods
  ) throws(InputError) -> Destination? {
    guard let requests = byInstance[instance.object.key] else { return nil }
    let state = try instance.object.field.at("status", "migrationState")
    // The state stays after a migration has ended, so that only the uid tells whose it is.
    let uid = try state?.optional("migrationUid")?.string()
    let target = try state?.optional("targetNode")?.string()
    for request in requests {
      let named = (uid != nil && uid == request.uid ? target : nil) ?? request.target
      if let named, !named.isEmpty { return named == node ? .unknown : .node(named) }
    }
    if let pod = pods.target(of: instance.object.key, awayFrom: node), let target = pod.node {
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
