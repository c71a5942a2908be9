import Foundation

@testable import PlacementExecution

/// A double of KubeVirt's controller: turns VMs, instances and migrations into pods that the real
/// scheduler places, and moves instances after them.
actor VirtController {
  private let kubectl: Kubectl
  private var serial = 0
  /// The target pod of each migration, by its name.
  private var targets: [String: String] = [:]

  init(_ kubectl: Kubectl) { self.kubectl = kubectl }

  /// Looks at everything again and again, until its task is cancelled.
  func work() async {
    while !Task.isCancelled {
      try? await reconcile()
      try? await Task.sleep(for: .milliseconds(200))
    }
  }

  private func list() async throws -> [String: [String: JSONValue]] {
    let output = try await kubectl.run(
      [
        "get", "virtualmachines,virtualmachineinstances,virtualmachineinstancemigrations,pods",
        "-n",
        "prod", "-o", "json",
      ],
      limits: .list
    )
    let items = try KubernetesExecutor.json(output)["items"]?.elements ?? []
    var byKind: [String: [String: JSONValue]] = [:]
    for item in items {
      guard let kind = item["kind"]?.text, let name = item["metadata"]?["name"]?.text else {
        continue
      }
      byKind[kind, default: [:]][name] = item
    }
    return byKind
  }

  private func reconcile() async throws {
    let all = try await list()
    let pods = all["Pod"] ?? [:]
    let instances = all["VirtualMachineInstance"] ?? [:]
    for (name, machine) in all["VirtualMachine"] ?? [:] {
      try await follow(name, machine, instances[name], pods)
    }
    for (name, migration) in all["VirtualMachineInstanceMigration"] ?? [:] {
      try await follow(name, migration, pods)
    }
  }

  private func follow(
    _ name: String,
    _ machine: JSONValue,
    _ instance: JSONValue?,
    _ pods: [String: JSONValue]
  ) async throws {
    let wants = VMSettings(machine).wantsToRun
    if !wants, instance != nil {
      for pod in pods.keys where pods[pod]?["metadata"]?["labels"]?["app"]?.text == name {
        try await delete("pod", pod)
      }
      try await delete("virtualmachineinstance", name)
      try await patch("virtualmachine", name, #"{"status":{"printableStatus":"Stopped"}}"#)
    } else if wants, instance == nil {
      serial += 1
      let affinity = machine["spec"]?["template"]?["spec"]?["affinity"]
      let objects = [
        try ClusterObjects.instance(name, node: nil, isShared: false),
        try ClusterObjects.pod(of: name, suffix: "s\(serial)", affinity: affinity),
      ]
      try await create(objects)
    } else if let instance, instance["status"]?["phase"]?.text == "Scheduling" {
      let node = pods.values.lazy
        .filter { $0["metadata"]?["labels"]?["app"]?.text == name }
        .compactMap { $0["spec"]?["nodeName"]?.text }.first
      guard let node else { return }
      let status = #"{"status":{"phase":"Running","nodeName":"\#(node)"}}"#
      try await patch("virtualmachineinstance", name, status)
      try await patch("virtualmachine", name, #"{"status":{"printableStatus":"Running"}}"#)
    }
  }

  private func follow(
    _ name: String,
    _ migration: JSONValue,
    _ pods: [String: JSONValue]
  ) async throws {
    let kind = "virtualmachineinstancemigration"
    guard let vm = migration["spec"]?["vmiName"]?.text else { return }
    switch migration["status"]?["phase"]?.text {
    case nil:
      serial += 1
      let host = migration["spec"]?["addedNodeSelector"]?["kubernetes.io/hostname"]?.text ?? "none"
      let pod = try ClusterObjects.pod(
        of: vm,
        suffix: "t\(serial)",
        selector: ["kubernetes.io/hostname": host]
      )
      targets[name] = pod["metadata"]?["name"]?.text
      try await create([pod])
      try await patch(kind, name, #"{"status":{"phase":"Scheduling"}}"#)
    case "Scheduling":
      guard let node = targets[name].flatMap({ pods[$0]?["spec"]?["nodeName"]?.text }) else {
        return
      }
      let state = #"{"status":{"phase":"Running","migrationState":{"targetNode":"\#(node)"}}}"#
      try await patch(kind, name, state)
    case "Running":
      guard let target = targets[name], let node = pods[target]?["spec"]?["nodeName"]?.text else {
        return
      }
      for pod in pods.keys
      where pod != target && pods[pod]?["metadata"]?["labels"]?["app"]?.text == vm {
        try await delete("pod", pod)
      }
      try await patch("virtualmachineinstance", vm, #"{"status":{"nodeName":"\#(node)"}}"#)
      try await patch(kind, name, #"{"status":{"phase":"Succeeded"}}"#)
    default: break
    }
  }

  private func patch(_ kind: String, _ name: String, _ patch: String) async throws {
    _ = try await kubectl.run(["patch", kind, name, "-n", "prod", "--type=merge", "-p", patch])
  }

  private func delete(_ kind: String, _ name: String) async throws {
    _ = try await kubectl.run(
      ["delete", kind, name, "-n", "prod", "--wait=false", "--grace-period=0", "--force"]
    )
  }

  private func create(_ objects: [JSONValue]) async throws {
    let list = JSONValue.object([
      "apiVersion": .string("v1"), "kind": .string("List"), "items": .array(objects),
    ])
    _ = try await kubectl.run(["create", "-f", "-", "--validate=false"], input: list.canonical)
  }
}
