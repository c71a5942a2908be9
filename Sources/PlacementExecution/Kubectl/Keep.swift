import PlacementIO

/// What is kept of an object; everything else is forgotten as soon as it is read.
indirect enum Keep: Sendable {
  /// All of it.
  case all
  /// That it is there, and nothing of what it holds.
  case presence
  /// These members, each in its way.
  case members([String: Keep])
  /// Each element, in a way.
  case each(Keep)
  /// The members whose keys begin with one of these.
  case prefixes([String])

  /// What is kept of a value.
  func pruned(_ value: DocumentValue) -> DocumentValue {
    switch (self, value.kind) {
    case (.all, _): return value
    case (.presence, .map): return DocumentValue(.map(DocumentMap()))
    case (.members(let members), .map(let map)):
      return Self.map(map) { key, value in members[key].map { $0.pruned(value) } }
    case (.each(let keep), .list(let elements)):
      return DocumentValue(.list(elements.map(keep.pruned)))
    case (.prefixes(let prefixes), .map(let map)):
      return Self.map(map) { key, value in
        prefixes.contains { key.hasPrefix($0) } ? value : nil
      }
    // What is not what it should be is for the reader to complain about.
    case (.presence, _), (.members, _), (.each, _), (.prefixes, _): return value
    }
  }

  private static func map(
    _ map: DocumentMap,
    _ keep: (String, DocumentValue) -> DocumentValue?
  ) -> DocumentValue {
    var kept = DocumentMap()
    for entry in map.entries {
      if let value = keep(entry.key, entry.value) { _ = kept.append(entry.key, value) }
    }
    return DocumentValue(.map(kept))
  }

  /// What every object says of itself; annotations only where KubeVirt or the descheduler wrote
  /// them: others hold whole manifests.
  private static let identity = Keep.members([
    "name": .all, "generateName": .all, "namespace": .all, "uid": .all, "labels": .all,
    "deletionTimestamp": .all,
    "annotations": .prefixes([
      "kubevirt.io/", "descheduler.alpha.kubernetes.io/", "volume.kubernetes.io/selected-node",
    ]),
    "ownerReferences": .each(.members(["kind": .all, "name": .all])),
  ])

  private static let conditions = Keep.each(
    .members(["type": .all, "status": .all, "reason": .all, "message": .all])
  )

  static let metadata = Keep.members(["metadata": identity])

  static let plain = Keep.members(["metadata": identity, "spec": .all, "status": .all])

  static let plainMetrics = Keep.members([
    "metadata": identity, "timestamp": .all, "window": .all, "usage": .all, "containers": .all,
  ])

  static let node = Keep.members([
    "metadata": identity,
    "spec": .members(["taints": .all, "unschedulable": .all]),
    "status": .members(["allocatable": .all, "capacity": .all, "conditions": conditions]),
  ])

  private static let container = Keep.each(
    .members(["name": .all, "resources": .all, "restartPolicy": .all])
  )

  static let pod = Keep.members([
    "metadata": identity,
    "spec": .members([
      "nodeName": .all, "nodeSelector": .all, "overhead": .all, "resources": .all,
      "containers": container, "initContainers": container,
    ]),
    "status": .members(["phase": .all]),
  ])

  static let claim = Keep.members([
    "metadata": identity,
    "spec": .members(["accessModes": .all, "volumeName": .all]),
    "status": .members(["accessModes": .all]),
  ])

  static let volume = Keep.members([
    "metadata": identity,
    "spec": .members(["nodeAffinity": .all, "hostPath": .presence, "local": .presence]),
  ])

  /// Of volumes only which claim they are and what becomes of them; cloud-init data is a volume too.
  private static let volumes = Keep.each(
    .members([
      "name": .all,
      "persistentVolumeClaim": .members(["claimName": .all]),
      "dataVolume": .members(["name": .all]), "hostDisk": .members(["shared": .all]),
      "containerDisk": .presence, "emptyDisk": .presence,
      "ephemeral": .members(["persistentVolumeClaim": .members(["claimName": .all])]),
    ])
  )

  private static let domain = Keep.members([
    "cpu": .all, "memory": .all, "resources": .all, "ioThreads": .all, "ioThreadsPolicy": .all,
    "launchSecurity": .all, "machine": .all,
    "devices": .members([
      "disks": .each(
        .members([
          "name": .all, "cdrom": .members(["readonly": .all]),
          "disk": .members(["readonly": .all]),
        ])
      ),
      "interfaces": .each(.members(["name": .all, "sriov": .presence])), "gpus": .all,
      "hostDevices": .all,
      "autoattachGraphicsDevice": .all, "tpm": .presence,
    ]),
  ])

  private static let guest = Keep.members([
    "domain": domain, "volumes": volumes, "nodeSelector": .all, "affinity": .all,
    "tolerations": .all, "topologySpreadConstraints": .all, "architecture": .all,
    "evictionStrategy": .all, "livenessProbe": .members(["exec": .presence]),
    "readinessProbe": .members(["exec": .presence]),
  ])

  static let machine = Keep.members([
    "metadata": identity,
    "spec": .members([
      "runStrategy": .all, "running": .all, "instancetype": .all, "preference": .all,
      "template": .members(["metadata": identity, "spec": guest]),
      "dataVolumeTemplates": .each(
        .members([
          "metadata": .members(["name": .all]),
          "spec": .members([
            "pvc": .members(["accessModes": .all]), "storage": .members(["accessModes": .all]),
          ]),
        ])
      ),
    ]),
    "status": .members([
      "printableStatus": .all, "created": .all, "ready": .all, "conditions": conditions,
      "instancetypeRef": .all, "preferenceRef": .all,
    ]),
  ])

  static let instance = Keep.members([
    "metadata": identity,
    "spec": guest,
    "status": .members([
      "phase": .all, "nodeName": .all, "evacuationNodeName": .all, "conditions": conditions,
      "currentCPUTopology": .all, "memory": .all, "migrationState": .all,
      "migratedVolumes": .each(.presence),
      "volumeStatus": .each(
        .members([
          "name": .all, "persistentVolumeClaimInfo": .all, "memoryDumpVolume": .presence,
        ])
      ),
    ]),
  ])

  static let kubeVirt = Keep.members([
    "metadata": identity,
    "spec": .members([
      "configuration": .members([
        "migrations": .all, "cpuModel": .all, "cpuRequest": .all, "vmRolloutStrategy": .all,
        "additionalGuestMemoryOverheadRatio": .all,
        "developerConfiguration": .members([
          "cpuAllocationRatio": .all, "memoryOvercommit": .all, "nodeSelectors": .all,
        ]),
      ])
    ]),
    "status": .members(["observedKubeVirtVersion": .all]),
  ])

  static let hyperConverged = Keep.members([
    "metadata": identity,
    "spec": .members([
      "liveMigrationConfig": .all,
      "virtualization": .members(["liveMigrationConfig": .all]),
    ]),
  ])
}
