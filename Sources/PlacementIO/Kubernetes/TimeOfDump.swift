/// When a dump was made: the latest time that anything in it speaks of as past.
struct TimeOfDump {
  let latest: String?

  init(_ objects: KubernetesObjects) {
    var latest: String?
    func note(_ value: DocumentValue?) {
      // Kubernetes writes all times in UTC and in one format, so that they sort as text.
      guard let text = value?.text, text.hasSuffix("Z"), text > latest ?? "" else { return }
      latest = text
    }
    for object in objects[.nodeMetrics] { note(object.field.value["timestamp"]) }
    for object in objects[.node] {
      for condition in object.field.value["status"]?["conditions"]?.elements ?? [] {
        note(condition["lastHeartbeatTime"])
      }
    }
    for object in objects[.instance] {
      note(object.field.value["status"]?["migrationState"]?["endTimestamp"])
    }
    self.latest = latest
  }
}
