import Foundation

/// VirtualMachineInstanceMigrations as the API lists them, read for what a run needs and no more.
struct MigrationList: Decodable {
  var items: [Item]

  struct Item: Decodable {
    var metadata: Metadata
    var spec: Spec
    var status: Status?
  }

  struct Metadata: Decodable {
    var name: String
    var namespace: String?
    var labels: [String: String]?
    var deletionTimestamp: String?
  }

  struct Spec: Decodable {
    var vmiName: String
    var addedNodeSelector: [String: String]?
  }

  struct Status: Decodable {
    var phase: String?
    var conditions: [Condition]?
    var migrationState: State?
  }

  struct Condition: Decodable {
    var type: String
    var status: String
    var message: String?
    var reason: String?
  }

  struct State: Decodable {
    var sourceNode: String?
    var targetNode: String?
    var mode: String?
    var failureReason: String?
    var abortStatus: String?
  }

  init(_ data: Data) throws {
    do {
      self = try JSONDecoder().decode(MigrationList.self, from: data)
    } catch {
      throw ExecutorError(.garbage, "kubectl's list of migrations makes no sense")
    }
  }

  var transfers: [Transfer] { items.map(\.transfer) }

  /// The words of a condition that holds a migration up.
  static func conditionMessage(_ object: JSONValue) -> String? {
    for condition in object["status"]?["conditions"]?.elements ?? [] {
      guard let type = condition["type"]?.text, condition["status"]?.text == "True" else {
        continue
      }
      if let words = words(type, condition["message"]?.text) { return words }
    }
    return nil
  }

  fileprivate static func words(_ type: String, _ message: String?) -> String? {
    let meaning: String? =
      switch type {
      case "migrationRejectedByResourceQuota": "the namespace's quota has no room for a second pod"
      case "migrationBlockedByUtilityVolumes": "utility volumes are being attached or detached"
      case "migrationBlockedByBackup": "a backup of the VM is under way"
      case "migrationAbortRequested": "it is being called off"
      default: nil
      }
    guard let meaning else { return nil }
    return message.flatMap { $0.isEmpty ? nil : "\(meaning): \($0)" } ?? meaning
  }
}

extension MigrationList.Item {
  var transfer: Transfer {
    let namespace = metadata.namespace ?? "default"
    let state = status?.migrationState
    return Transfer(
      name: "\(namespace)/\(metadata.name)",
      vm: "\(namespace)/\(spec.vmiName)",
      source: state?.sourceNode.nonEmpty,
      target: state?.targetNode.nonEmpty ?? spec.addedNodeSelector?["kubernetes.io/hostname"],
      phase: phase,
      tag: tag,
      // After the hand-over of a post-copy the VM's state is on both nodes.
      canBeCancelled: state?.mode != "PostCopy" && metadata.deletionTimestamp == nil,
      message: message
    )
  }

  private var phase: Transfer.Phase {
    switch status?.phase ?? "" {
    case "", "Pending": .queued
    case "Scheduling": .scheduling
    case "Succeeded": .succeeded
    case "Failed": .failed
    default: .running
    }
  }

  private var tag: Tag? {
    typealias Label = MigrationManifest.Label
    let labels = metadata.labels ?? [:]
    guard let run = labels[Label.run], let move = labels[Label.move].flatMap({ Int($0) }),
      let attempt = labels[Label.attempt].flatMap({ Int($0) })
    else { return nil }
    return Tag(run: run, move: move, attempt: attempt)
  }

  private var message: String? {
    if let reason = status?.migrationState?.failureReason.nonEmpty { return reason }
    for condition in status?.conditions ?? [] where condition.status == "True" {
      if let words = MigrationList.words(condition.type, condition.message) { return words }
    }
    return nil
  }
}

extension Optional where Wrapped == String {
  /// The text; `nil` where there is none in it.
  fileprivate var nonEmpty: String? { flatMap { $0.isEmpty ? nil : $0 } }
}
