import Foundation

@testable import PlacementExecution

/// A script in kubectl's place: it answers what it was told to, and notes what it was asked.
final class FakeKubectl {
  let folder: URL
  let kubectl: Kubectl

  /// A tool that does what a shell script says; `$folder` in it is a folder of its own.
  init(script: String) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "fake-kubectl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let tool = folder.appending(path: "kubectl")
    try """
    #!/bin/sh
    folder='\(folder.path)'
    printf '%s\\n' "$*" >> "$folder/calls"
    \(script)

    """.write(to: tool, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: tool.path)
    kubectl = Kubectl(tool: tool.path)
  }

  /// A tool that lists objects, keeps one Lease, and knows of nothing else.
  convenience init(objects: [JSONValue], uid: String = UUID().uuidString) throws {
    try self.init(
      script: """
        case "$1 $2" in
        "get leases.coordination.k8s.io")
          [ -f "$folder/lease.json" ] && exec cat "$folder/lease.json"
          echo 'Error from server (NotFound): leases not found' >&2; exit 1;;
        "create -f") cat > "$folder/lease.json"; exit 0;;
        "patch leases.coordination.k8s.io") exit 0;;
        "get --raw") echo 'Error from server (NotFound): no metrics' >&2; exit 1;;
        esac
        [ -f "$folder/$2" ] && exec cat "$folder/$2"
        echo '{"items": []}'
        """
    )
    let names = [
      "Node": "nodes", "Pod": "pods", "VirtualMachine": "virtualmachines.kubevirt.io",
      "VirtualMachineInstance": "virtualmachineinstances.kubevirt.io",
      "PersistentVolumeClaim": "persistentvolumeclaims", "Namespace": "namespaces",
      "VirtualMachineInstanceMigration": "virtualmachineinstancemigrations.kubevirt.io",
    ]
    var system = try ClusterObjects.namespace("kube-system")
    system["metadata"]?["uid"] = .string(uid)
    let byKind = Dictionary(grouping: objects + [system]) { $0["kind"]?.text ?? "" }
    for (kind, items) in byKind {
      guard let name = names[kind] else { continue }
      try answer(JSONValue.object(["items": .array(items)]).canonical, to: name)
    }
  }

  /// Sets what a list gives.
  func answer(_ text: String, to name: String) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  /// The arguments of every call so far.
  var calls: [String] {
    let text = (try? String(contentsOf: folder.appending(path: "calls"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
