import Foundation
import PlacementIO
import PlacementModel

/// What a planner needs to know of a live cluster, read through kubectl.
///
/// Only what is needed is kept: no environment variables, no cloud-init data, no annotations beyond
/// KubeVirt's; secrets and config maps are not asked for at all.
public struct ClusterSnapshot: Sendable {
  /// A `v1` List as JSON, which ``PlacementIO`` reads.
  public let json: Data
  /// What could not be read.
  public let warnings: [String]
  /// KubeVirt's version, where it can be read.
  public let kubeVirtVersion: String?
  /// The uid of the `kube-system` namespace, which tells clusters apart.
  public let clusterUID: String?

  /// Reads a cluster.
  ///
  /// Lists are read in pages. Kinds that are not there are passed over; so are, with a warning,
  /// those that may not be read and are not indispensable.
  ///
  /// - Parameters:
  ///   - kubectl: the transport.
  ///   - date: the time to note in the document.
  /// - Throws: ``ExecutorError`` where nodes, VMs or pods cannot be read.
  public static func read(_ kubectl: Kubectl, at date: Date = Date()) async throws -> Self {
    var writer = ListWriter(readAt: date.formatted(.iso8601))
    var warnings: [String] = []
    var version: String?
    var uid: String?
    for kind in SnapshotKind.all {
      let output: Data
      do {
        output = try await kubectl.run(kind.arguments, limits: .list)
      } catch let error as ExecutorError {
        if let warning = try kind.excuse(for: error) { warnings.append(warning) }
        continue
      }
      guard let root = try? DocumentReader.read(output, file: kind.name).first,
        let items = root["items"]?.elements ?? (root.isNull ? [] : nil)
      else {
        throw ExecutorError(.garbage, "kubectl's list of \(kind.name) makes no sense")
      }
      for item in items {
        if kind.kind == "KubeVirt" {
          version = version ?? item["status"]?["observedKubeVirtVersion"]?.text
        }
        if kind.kind == "Namespace", item["metadata"]?["name"]?.text == "kube-system" {
          uid = item["metadata"]?["uid"]?.text
        }
        writer.add(kind.keep.pruned(item), apiVersion: kind.apiVersion, kind: kind.kind)
      }
    }
    return ClusterSnapshot(
      json: writer.data,
      warnings: warnings,
      kubeVirtVersion: version,
      clusterUID: uid
    )
  }

  /// What the objects say to a planner, warnings of reading included.
  ///
  /// - Throws: `InputError` where an object is malformed.
  public func inventory() throws -> KubernetesInventory {
    let roots = try DocumentReader.read(json, file: "cluster")
    var read = try KubernetesReader.read(documents: roots.map { ("cluster", $0) })
    read.warnings = warnings + read.warnings
    return read
  }
}

/// Writes a `v1` List item by item.
struct ListWriter {
  private var bytes: [UInt8] = []
  private var isFirst = true

  init(readAt: String) {
    put(#"{"apiVersion":"v1","kind":"List","metadata":{"readAt":"\#(readAt)"},"items":["#)
  }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds an object; the items of a typed list do not say what they are.
  mutating func add(_ object: DocumentValue, apiVersion: String, kind: String) {
    put(isFirst ? "\n" : ",\n")
    isFirst = false
    put(#"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)""#)
    guard case .map(let map) = object.kind else { return put("}") }
    for entry in map.entries where entry.key != "apiVersion" && entry.key != "kind" {
      put(",")
      string(entry.key)
      put(":")
      value(entry.value)
    }
    put("}")
  }

  /// The whole document.
  var data: Data { Data(bytes) + Data("\n]}\n".utf8) }

  private mutating func value(_ value: DocumentValue) {
    switch value.kind {
    case .null: put("null")
    case .bool(let flag): put(flag ? "true" : "false")
    case .number(let text): put(text)
    case .string(let text): string(text)
    case .list(let elements):
      put("[")
      for (i, element) in elements.enumerated() {
        if i > 0 { put(",") }
        self.value(element)
      }
      put("]")
    case .map(let map):
      put("{")
      for (i, entry) in map.entries.enumerated() {
        if i > 0 { put(",") }
        string(entry.key)
        put(":")
        self.value(entry.value)
      }
      put("}")
    }
  }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        put("\\u00")
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
