import PlacementModel

/// The pods that have not ended, and which of them carry which VM.
struct LauncherPods {
  let pods: [PodObject]
  private var carriers: [String: [Int]] = [:]
  /// Pods charged through the VM they carry, by position.
  private var claimed: Set<Int> = []

  init(_ objects: KubernetesObjects) throws(InputError) {
    var pods: [PodObject] = []
    for object in objects[.pod] {
      let pod = try PodObject(object)
      if !pod.isFinished { pods.append(pod) }
    }
    self.pods = pods
    for (position, pod) in pods.enumerated() {
      if let instance = pod.instance { carriers[instance, default: []].append(position) }
    }
  }

  /// The pod that carries an instance on a node; without a node, the one about to, bound or not.
  func carrier(of instance: String, on node: String?) -> PodObject? {
    carrierPosition(instance, on: node).map { pods[$0] }
  }

  /// The pod prepared elsewhere for an instance that is on a node.
  ///
  /// - Parameter madeByMigration: whether only a pod counts that says which migration made it.
  func target(
    of instance: String,
    awayFrom node: String,
    madeByMigration: Bool = false
  ) -> PodObject? {
    candidate(instance) {
      $0.node != nil && $0.node != node && !$0.metadata.isTerminating
        && ($0.isMigrationTarget || !madeByMigration)
    }
    .map { pods[$0] }
  }

  /// The pods that carry instances of which nothing else is known, by the instance's key.
  func strangers(knowing keys: Set<String>) -> [(instance: String, pod: PodObject)] {
    pods.compactMap { pod in
      guard let instance = pod.instance, !keys.contains(instance) else { return nil }
      return (instance, pod)
    }
  }

  /// Charges to its VM the pod of an instance on a node, as `carrier(of:on:)` finds it.
  ///
  /// - Returns: the pod, if there is one.
  mutating func claim(_ instance: String, on node: String?) -> PodObject? {
    guard let position = carrierPosition(instance, on: node) else { return nil }
    claimed.insert(position)
    return pods[position]
  }

  /// The pods that no VM is charged for.
  var others: [PodObject] {
    pods.indices.filter { !claimed.contains($0) }.map { pods[$0] }
  }

  private func carrierPosition(_ instance: String, on node: String?) -> Int? {
    guard let node else {
      // What is being deleted carried a former instance of the same name.
      return candidate(instance) { !$0.metadata.isTerminating }
    }
    return candidate(instance) { $0.node == node }
  }

  private func candidate(_ instance: String, where fits: (PodObject) -> Bool) -> Int? {
    let fitting = (carriers[instance] ?? []).filter { fits(pods[$0]) }
    return fitting.first { pods[$0].node != nil && !pods[$0].metadata.isTerminating }
      ?? fitting.first { pods[$0].node != nil } ?? fitting.first
  }
}
