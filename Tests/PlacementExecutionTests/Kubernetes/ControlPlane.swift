import Foundation
import Testing

@testable import PlacementExecution

/// A real Kubernetes control plane without nodes, on loopback: etcd, API server, scheduler.
///
/// The servers are found as envtest finds them, in the folder that KUBEBUILDER_ASSETS names.
final class ControlPlane {
  static let assets: String? = {
    let environment = ProcessInfo.processInfo.environment
    guard let folder = environment["KUBEBUILDER_ASSETS"], !folder.isEmpty else { return nil }
    let names = ["etcd", "kube-apiserver", "kube-scheduler"]
    let areThere = names.allSatisfy {
      FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
    }
    return areThere ? folder : nil
  }()

  let kubectl: Kubectl
  private let folder: URL
  private var processes: [Process] = []

  init() async throws {
    let assets = try #require(Self.assets)
    folder = FileManager.default.temporaryDirectory
      .appending(path: "control-plane-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    kubectl = Kubectl(kubeconfig: folder.appending(path: "kubeconfig").path)
    let port = Int.random(in: 20_000...29_000)
    try prepare(port)
    let (client, peer) = ("http://127.0.0.1:\(port + 1)", "http://127.0.0.1:\(port + 2)")
    try start(
      "\(assets)/etcd",
      [
        "--data-dir", "etcd", "--unsafe-no-fsync", "--listen-client-urls", client,
        "--advertise-client-urls", client, "--listen-peer-urls", peer,
        "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=\(peer)",
      ]
    )
    try start(
      "\(assets)/kube-apiserver",
      [
        "--etcd-servers=\(client)", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
        "--secure-port=\(port)", "--cert-dir=certs", "--service-cluster-ip-range=10.0.0.0/24",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=sa.pub", "--service-account-signing-key-file=sa.key",
        "--token-auth-file=tokens.csv", "--authorization-mode=RBAC",
        "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
        "--endpoint-reconciler-type=none",
      ]
    )
    try await waitUntilReady()
    try start(
      "\(assets)/kube-scheduler",
      [
        "--kubeconfig=kubeconfig", "--leader-elect=false", "--port=0", "--bind-address=127.0.0.1",
        "--secure-port=\(port + 3)", "--cert-dir=certs-scheduler",
      ]
    )
  }

  func stop() {
    for process in processes.reversed() where process.isRunning {
      process.terminate()
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  private func prepare(_ port: Int) throws {
    let key = folder.appending(path: "sa.key").path
    try run("openssl", ["genrsa", "-out", key, "2048"])
    let pub = folder.appending(path: "sa.pub").path
    try run("openssl", ["rsa", "-in", key, "-pubout", "-out", pub])
    let token = UUID().uuidString
    try "\(token),admin,1,\"system:masters\"\n"
      .write(to: folder.appending(path: "tokens.csv"), atomically: true, encoding: .utf8)
    try """
    apiVersion: v1
    kind: Config
    clusters:
    - name: c
      cluster: {server: "https://127.0.0.1:\(port)", insecure-skip-tls-verify: true}
    users: [{name: u, user: {token: "\(token)"}}]
    contexts: [{name: x, context: {cluster: c, user: u}}]
    current-context: x

    """.write(to: folder.appending(path: "kubeconfig"), atomically: true, encoding: .utf8)
  }

  private func run(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(tool) failed")
  }

  private func start(_ path: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    processes.append(process)
  }

  private func waitUntilReady() async throws {
    for _ in 0..<240 {
      if (try? await kubectl.run(["get", "--raw", "/readyz"])) != nil { return }
      try await Task.sleep(for: .milliseconds(500))
    }
    Issue.record("the API server did not become ready")
  }

  /// A kubectl with the rights of a service account of the shipped manifests, and no others.
  func acting(as account: String) throws -> Kubectl {
    let tool = folder.appending(path: "kubectl-\(account)")
    try """
    #!/bin/sh
    exec \(kubectl.tool) --as=system:serviceaccount:placement-solver:\(account) "$@"

    """.write(to: tool, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: tool.path)
    return Kubectl(tool: tool.path, kubeconfig: kubectl.kubeconfig)
  }

  /// Makes objects, as many as there are.
  func create(_ objects: [JSONValue]) async throws {
    let list = JSONValue.object([
      "apiVersion": .string("v1"), "kind": .string("List"), "items": .array(objects),
    ])
    _ = try await kubectl.run(
      ["create", "-f", "-", "--validate=false"],
      input: list.canonical,
      limits: .list
    )
  }
}
