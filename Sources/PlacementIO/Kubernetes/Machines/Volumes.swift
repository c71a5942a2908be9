import PlacementModel

/// How the volumes of a VM can be mounted, where, and what a restart leaves of them.
struct Volumes {
  private var claims: [String: Claim] = [:]
  private var volumes: [String: Home] = [:]

  private struct Claim {
    var modes: [VirtualMachine.AccessMode] = []
    var volume: String?
    /// The node that the scheduler chose before the volume was made.
    var selectedNode: String?
  }

  /// Where a PersistentVolume can be mounted.
  private enum Home {
    case anywhere
    case nodes(NodeSelector)
    /// On the node that it is on now; its object does not name it.
    case here
  }

  /// What the volumes of one VM amount to.
  struct Summary {
    /// One entry a claim.
    var modes: [VirtualMachine.AccessMode] = []
    /// Where each claim's volume can be mounted.
    var homes: [NodeSelector] = []
    /// Volumes whose content a cold move loses.
    var losses: [String] = []
    /// Claims of which it is unknown whether their volume is local, with the node for which the
    /// volume was made, where that is known.
    var unknown: [(claim: String, selectedNode: String?)] = []
  }

  init(_ objects: KubernetesObjects) throws(InputError) {
    for object in objects[.claim] {
      let spec = try object.field.required("spec")
      // What was granted counts; before it is bound, what was asked for.
      let granted = try object.field.at("status", "accessModes")?.accessModes()
      let asked = try spec.optional("accessModes")?.accessModes()
      let volume = try spec.optional("volumeName")?.string() ?? ""
      claims[object.key] = Claim(
        modes: granted ?? asked ?? [],
        volume: volume.isEmpty ? nil : volume,
        selectedNode: object.metadata.annotations["volume.kubernetes.io/selected-node"]
      )
    }
    for object in objects[.volume] {
      volumes[object.metadata.name] = try Self.home(of: object.field.required("spec"))
    }
  }

  private static func home(of spec: Field) throws(InputError) -> Home {
    if let required = try spec.at("nodeAffinity", "required") {
      return .nodes(try required.nodeSelector())
    }
    let hostPath = try spec.optional("hostPath")
    let local = try spec.optional("local")
    return hostPath == nil && local == nil ? .anywhere : .here
  }

  /// Looks at the volumes of a VM: those of the spec that counts, and those that only the status of
  /// the instance tells of.
  ///
  /// - Parameter node: the node that it is on.
  func summary(
    of source: MachineSource,
    on node: String?,
    warnings: inout [String]
  ) throws(InputError) -> Summary {
    var summary = Summary()
    let machine = source.machine?.object.field
    let reported = try ReportedVolumes(source.instance?.object.field)
    let disks = try GuestDisks(source.spec)
    let persistent = try source.persistentVolumes()
    var seen: Set<String> = []
    for volume in try source.spec.list("volumes") {
      let name = try volume.optional("name")?.string() ?? ""
      if let host = try volume.optional("hostDisk"),
        try host.optional("shared")?.bool() != true, let node
      {
        summary.homes.append(.node(node))
      }
      if disks.isWritten(name), try Self.isLost(volume) { summary.losses.append(name) }
      guard let (claim, isWritten) = try Self.claimName(volume) else { continue }
      seen.insert(claim)
      if let persistent, isWritten, !persistent.contains(name) {
        summary.losses.append("\(name) (hot-plugged into the running instance only)")
      }
      let key = "\(source.namespace)/\(claim)"
      var unknown = locate(key, on: node, into: &summary)
      defer { summary.unknown += unknown }
      guard isWritten else { continue }
      var modes = claims[key]?.modes ?? []
      if modes.isEmpty { modes = reported.modes(claim: claim, volume: name) }
      if modes.isEmpty { modes = try Self.templateModes(claim, machine) }
      if Self.telling(modes) == nil {
        warnings.append(
          "\(source.key): the access modes of its claim \(InputText.quoted(claim)) are not known; "
            + "ReadWriteOnce is assumed"
        )
      }
      // What many nodes can mount is on none of them.
      if Self.telling(modes) == .readWriteMany { unknown = [] }
      summary.modes.append(Self.telling(modes) ?? .readWriteOnce)
    }
    // What backs a TPM or the firmware's variables stands in the status alone.
    for claim in reported.claims where seen.insert(claim).inserted {
      let key = "\(source.namespace)/\(claim)"
      summary.unknown += locate(key, on: node, into: &summary)
      let modes = claims[key]?.modes ?? []
      summary.modes.append(
        Self.telling(modes.isEmpty ? reported.modes(claim: claim, volume: "") : modes)
          ?? .readWriteOnce
      )
    }
    return summary
  }

  /// Notes where a claim's volume can be mounted.
  ///
  /// - Returns: the claim, where that is not known.
  private func locate(
    _ key: String,
    on node: String?,
    into summary: inout Summary
  ) -> [(claim: String, selectedNode: String?)] {
    let claim = claims[key]
    guard let volume = claim?.volume else {
      // A claim that waits for its first user is bound to nothing yet.
      return claim == nil && node != nil ? [(key, nil)] : []
    }
    switch volumes[volume] {
    case nil: return [(key, claim?.selectedNode)]
    case .nodes(let selector): summary.homes.append(selector)
    case .here: if let node { summary.homes.append(.node(node)) }
    case .anywhere: break
    }
    return []
  }

  private static func isLost(_ volume: Field) throws(InputError) -> Bool {
    for kind in ["containerDisk", "emptyDisk", "ephemeral"]
    where try volume.optional(kind) != nil {
      return true
    }
    return false
  }

  private static func claimName(
    _ volume: Field
  ) throws(InputError) -> (name: String, isWritten: Bool)? {
    if let claim = try volume.optional("persistentVolumeClaim") {
      return (try claim.required("claimName").nonEmptyString(), true)
    }
    // A data volume's claim has its name.
    if let data = try volume.optional("dataVolume") {
      return (try data.required("name").nonEmptyString(), true)
    }
    // An ephemeral volume writes to a file of the pod, which a migration copies; the claim beneath
    // must only be mounted.
    let base = try volume.at("ephemeral", "persistentVolumeClaim", "claimName")
    return try base.map { (base) throws(InputError) in (try base.nonEmptyString(), false) }
  }

  private static func templateModes(
    _ claim: String,
    _ machine: Field?
  ) throws(InputError) -> [VirtualMachine.AccessMode] {
    for template in try machine?.optional("spec")?.list("dataVolumeTemplates") ?? [] {
      guard try template.at("metadata", "name")?.string() == claim,
        let spec = try template.optional("spec")
      else { continue }
      for key in ["pvc", "storage"] {
        if let modes = try spec.at(key, "accessModes") { return try modes.accessModes() }
      }
    }
    return []
  }

  /// The mode that decides on live migration where a claim has several.
  private static func telling(
    _ modes: [VirtualMachine.AccessMode]
  ) -> VirtualMachine.AccessMode? {
    modes.contains(.readWriteMany) ? .readWriteMany : modes.first
  }
}

/// What an instance's status tells of its volumes.
private struct ReportedVolumes {
  private var entries: [(volume: String, claim: String?, modes: [VirtualMachine.AccessMode])] = []

  init(_ instance: Field?) throws(InputError) {
    for volume in try instance?.optional("status")?.list("volumeStatus") ?? [] {
      // A dump of the memory is no disk of the guest.
      guard try volume.optional("memoryDumpVolume") == nil,
        let info = try volume.optional("persistentVolumeClaimInfo")
      else { continue }
      entries.append(
        (
          try volume.optional("name")?.string() ?? "", try info.optional("claimName")?.string(),
          try info.optional("accessModes")?.accessModes() ?? []
        )
      )
    }
  }

  var claims: [String] { entries.compactMap(\.claim) }

  /// The modes of a claim; older versions of KubeVirt name the volume only.
  func modes(claim: String, volume: String) -> [VirtualMachine.AccessMode] {
    entries.first { $0.claim == claim || $0.claim == nil && $0.volume == volume }?.modes ?? []
  }
}

/// Which volumes a guest can write to.
private struct GuestDisks {
  private var readOnly: Set<String> = []

  init(_ spec: Field) throws(InputError) {
    for disk in try spec.at("domain", "devices")?.list("disks") ?? [] {
      guard let name = try disk.optional("name")?.string() else { continue }
      let cdrom = try disk.optional("cdrom")
      let isReadOnly =
        if let cdrom {
          try cdrom.optional("readonly")?.bool() ?? true
        } else {
          try disk.at("disk", "readonly")?.bool() ?? false
        }
      if isReadOnly { readOnly.insert(name) }
    }
  }

  func isWritten(_ volume: String) -> Bool { !readOnly.contains(volume) }
}

extension NodeSelector {
  /// The node of that name and no other.
  fileprivate static func node(_ name: String) -> NodeSelector {
    let field = LabelRequirement(key: "metadata.name", operator: .in, values: [name])
    return NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchFields: [field])])
  }
}

extension Field {
  fileprivate func accessModes() throws(InputError) -> [VirtualMachine.AccessMode] {
    var modes: [VirtualMachine.AccessMode] = []
    for mode in try elements() { modes.append(try mode.choice()) }
    return modes
  }
}
