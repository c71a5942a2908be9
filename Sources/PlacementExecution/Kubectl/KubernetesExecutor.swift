import Foundation
import PlacementIO
import PlacementModel
import Synchronization

/// Carries plans out on KubeVirt, through kubectl.
public struct KubernetesExecutor: Executor {
  /// The transport.
  public let kubectl: Kubectl
  /// Whether live migrations pin their VM, as KubeVirt before 1.6 demands.
  public let pinsLiveMigrations: Bool
  private let hostnames: Hostnames
  private let lease: ClusterLease?

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - kubectl: the transport.
  ///   - pinsLiveMigrations: see ``needsPins(_:)``.
  public init(kubectl: Kubectl, pinsLiveMigrations: Bool = false) {
    self.init(kubectl: kubectl, pinsLiveMigrations: pinsLiveMigrations, lease: nil)
  }

  /// Creates an executor that keeps a Lease as long as somebody looks at the migrations.
  package init(kubectl: Kubectl, pinsLiveMigrations: Bool, lease: ClusterLease?) {
    self.kubectl = kubectl
    self.pinsLiveMigrations = pinsLiveMigrations
    self.lease = lease
    hostnames = Hostnames()
  }

  /// Whether a KubeVirt of a version cannot be told the target of a migration: before 1.6.
  public static func needsPins(_ version: String?) -> Bool {
    guard let version, let match = version.firstMatch(of: /^v?(\d+)\.(\d+)/),
      let major = Int(match.1), let minor = Int(match.2)
    else { return false }
    return (major, minor) < (1, 6)
  }

  private static let migrations = "virtualmachineinstancemigrations.kubevirt.io"

  /// All migrations, in one call.
  public func transfers() async throws -> [Transfer] {
    try await lease?.renew()
    let arguments = ["get", Self.migrations, "-A", "-o", "json", "--chunk-size=500"]
    let output = try await kubectl.run(arguments, limits: .list)
    return try MigrationList(output).transfers
  }

  /// VMs, instances and nodes by name, in one call.
  public func details(of request: DetailsRequest) async throws -> Details {
    var stubs: [JSONValue] = []
    for name in request.machines.sorted() {
      let object = try ObjectName(name)
      for kind in ["VirtualMachine", "VirtualMachineInstance"] {
        stubs.append(Self.stub("kubevirt.io/v1", kind, object.name, object.namespace))
      }
    }
    for node in request.nodes.sorted() {
      stubs.append(Self.stub("v1", "Node", try ObjectName.node(node)))
    }
    var details = Details()
    if !stubs.isEmpty {
      let found = try await objects(stubs)
      details = ObjectDetails(found).details
      for object in found where object["kind"]?.text == "Node" { hostnames.learn(from: object) }
    }
    for name in request.stuck.sorted() {
      details.explanations[name] = try await explanation(of: ObjectName(name))
    }
    return details
  }

  private static func stub(
    _ version: String,
    _ kind: String,
    _ name: String,
    _ namespace: String? = nil
  ) -> JSONValue {
    var metadata: [String: JSONValue] = ["name": .string(name)]
    if let namespace { metadata["namespace"] = .string(namespace) }
    return .object([
      "apiVersion": .string(version), "kind": .string(kind), "metadata": .object(metadata),
    ])
  }

  private func objects(_ stubs: [JSONValue]) async throws -> [JSONValue] {
    let list = JSONValue.object([
      "apiVersion": .string("v1"), "kind": .string("List"), "items": .array(stubs),
    ])
    let output = try await kubectl.run(
      ["get", "-f", "-", "--ignore-not-found", "-o", "json"],
      input: list.canonical,
      limits: .list
    )
    if output.allSatisfy({ $0 == 0x0a || $0 == 0x20 }) { return [] }
    let answer = try Self.json(output)
    if case .array(let items)? = answer["items"] { return items }
    return [answer]
  }

  static func json(_ data: Data) throws -> JSONValue {
    do {
      return try JSONDecoder().decode(JSONValue.self, from: data)
    } catch {
      throw ExecutorError(.garbage, "kubectl's answer is no JSON")
    }
  }

  /// Why the pod that a migration is to land in does not run.
  private func explanation(of migration: ObjectName) async throws -> String? {
    let object = try await get(Self.migrations, migration)
    guard let uid = object["metadata"]?["uid"]?.text,
      uid.wholeMatch(of: /[0-9a-fA-F-]{1,64}/) != nil
    else { return nil }
    let output = try await kubectl.run(
      [
        "get", "pods", "-n", migration.namespace, "-l", "kubevirt.io/migrationJobUID=\(uid)", "-o",
        "json",
      ]
    )
    let pods = try Self.json(output)["items"]?.elements ?? []
    return pods.lazy.compactMap(ObjectDetails.whyPending).first
      ?? MigrationList.conditionMessage(object)
  }

  private func get(_ kind: String, _ object: ObjectName) async throws -> JSONValue {
    let arguments = ["get", kind, object.name, "-n", object.namespace, "-o", "json"]
    return try Self.json(try await kubectl.run(arguments))
  }

  // MARK: - Commands

  /// Gives a command.
  public func perform(_ command: Command) async throws {
    switch command {
    case .cordon(let node):
      let patch = #"{"spec":{"unschedulable":true}}"#
      let name = try ObjectName.node(node)
      _ = try await kubectl.run(["patch", "node", name, "--type=merge", "-p", patch])
    case .migrate(let vm, let to, let tag): try await migrate(ObjectName(vm), to: to, tag)
    case .cancel(let transfer):
      let object = try ObjectName(transfer)
      _ = try await kubectl.run(
        [
          "delete", Self.migrations, object.name, "-n", object.namespace, "--wait=false",
          "--ignore-not-found",
        ]
      )
    case .pin(let vm, let to):
      let hostname = try await hostname(of: to)
      try await change(ObjectName(vm)) { now in
        VMSettings.pin(in: now.affinity) == hostname ? now : now.bound(to: hostname)
      }
    case .stop(let vm): try await change(ObjectName(vm)) { $0.halted }
    case .start(let vm, let node, let settings):
      let former = try VMSettings(settings)
      var hostname: String?
      if let node { hostname = try await self.hostname(of: node) }
      let wanted = former.started(on: hostname)
      try await change(ObjectName(vm)) { _ in wanted }
    case .restore(let vm, let settings):
      let former = try VMSettings(settings)
      try await change(ObjectName(vm)) { _ in former }
    }
  }

  private func migrate(_ vm: ObjectName, to node: String, _ tag: Tag) async throws {
    let hostname = pinsLiveMigrations ? nil : try await hostname(of: node)
    let manifest = MigrationManifest(vm: vm, hostname: hostname, tag: tag)
    let output = try await kubectl.run(
      ["create", "-f", "-", "-o", "json"],
      input: manifest.json.canonical
    )
    guard let hostname, let made = try? Self.json(output) else { return }
    let selected = made["spec"]?["addedNodeSelector"]?["kubernetes.io/hostname"]?.text
    guard selected != hostname, let name = made["metadata"]?["name"]?.text else { return }
    // A server that does not know the field drops it, and the VM would go anywhere.
    try await perform(.cancel(transfer: "\(vm.namespace)/\(name)"))
    throw ExecutorError(
      .rejected,
      "this KubeVirt ignores addedNodeSelector (before 1.6); the migration was called off"
    )
  }

  /// Changes the settings of a VM, reading again where somebody else was faster.
  private func change(
    _ vm: ObjectName,
    _ settings: (VMSettings) -> VMSettings
  ) async throws {
    var lastError: ExecutorError?
    for _ in 0..<5 {
      let object = try await get("virtualmachines.kubevirt.io", vm)
      guard let patch = settings(VMSettings(object)).patch(for: object) else { return }
      do {
        _ = try await kubectl.run(
          [
            "patch", "virtualmachines.kubevirt.io", vm.name, "-n", vm.namespace, "--type=json",
            "-p", patch.canonical,
          ]
        )
        return
      } catch let error as ExecutorError where error.code == .conflict {
        lastError = error
      }
    }
    throw lastError ?? ExecutorError(.conflict, "\(vm.namespace)/\(vm.name) keeps changing")
  }

  private func hostname(of node: String) async throws -> String {
    if let known = hostnames[node] { return known }
    let name = try ObjectName.node(node)
    let object = try Self.json(try await kubectl.run(["get", "node", name, "-o", "json"]))
    hostnames.learn(from: object)
    return hostnames[node] ?? node
  }

  /// The whole cluster.
  public func inventory() async throws -> Inventory {
    let read = try await ClusterSnapshot.read(kubectl).inventory()
    hostnames.learn(read.hostnames)
    return read.inventory
  }
}

/// What selectors call each node.
final class Hostnames: Sendable {
  private let byName = Mutex<[String: String]>([:])

  subscript(node: String) -> String? { byName.withLock { $0[node] } }

  func learn(_ names: [String: String]) { byName.withLock { $0.merge(names) { $1 } } }

  func learn(from node: JSONValue) {
    guard let name = node["metadata"]?["name"]?.text else { return }
    let hostname = node["metadata"]?["labels"]?["kubernetes.io/hostname"]?.text ?? name
    byName.withLock { $0[name] = hostname }
  }
}
