import PlacementModel

/// How the volumes of a VM can be mounted, and where.
struct Volumes {
  private var claims: [String: Claim] = [:]
  private var homes: [String: NodeSelector] = [:]

  private struct Claim {
    var modes: [VirtualMachine.AccessMode]
    var volume: String?
  }

  /// What the volumes of one VM amount to.
  struct Summary {
    /// One entry a claim.
    var modes: [VirtualMachine.AccessMode] = []
    /// Where each claim's volume can be mounted.
    var homes: [NodeSelector] = []
  }

  init(_ objects: KubernetesObjects) throws(InputError) {
    for object in objects[.claim] {
      let spec = try object.field.required("spec")
      // What was granted counts; before it is bound, what was asked for.
      let granted = try object.field.at("status", "accessModes")?.accessModes()
      let asked = try spec.optional("accessModes")?.accessModes()
      claims[object.key] = Claim(
        modes: granted ?? asked ?? [],
        volume: try spec.optional("volumeName")?.string()
      )
    }
    for object in objects[.volume] {
      let required = try object.field.required("spec").at("nodeAffinity", "required")
      homes[object.metadata.name] = try required?.nodeSelector()
    }
  }

  /// Looks at the volumes of a VM's spec; `machine` and `instance` tell the access modes of claims
  /// that are not among the objects.
  func summary(
    spec: Field,
    key: String,
    namespace: String,
    machine: Field?,
    instance: Field?,
    warnings: inout [String]
  ) throws(InputError) -> Summary {
    var summary = Summary()
    for volume in try spec.list("volumes") {
      guard let (name, isWritten) = try Self.claimName(volume) else { continue }
      var claim = claims["\(namespace)/\(name)"] ?? Claim(modes: [], volume: nil)
      if let volume = claim.volume, let home = homes[volume] { summary.homes.append(home) }
      guard isWritten else { continue }
      if claim.modes.isEmpty { claim.modes = try Self.reportedModes(name, instance) }
      if claim.modes.isEmpty { claim.modes = try Self.templateModes(name, machine) }
      if let mode = Self.telling(claim.modes) {
        summary.modes.append(mode)
      } else {
        summary.modes.append(.readWriteOnce)
        warnings.append(
          "\(key): the access modes of its claim \(InputText.quoted(name)) are not known; "
            + "ReadWriteOnce is assumed"
        )
      }
    }
    return summary
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

  private static func reportedModes(
    _ claim: String,
    _ instance: Field?
  ) throws(InputError) -> [VirtualMachine.AccessMode] {
    for volume in try instance?.optional("status")?.list("volumeStatus") ?? [] {
      guard let info = try volume.optional("persistentVolumeClaimInfo"),
        try info.optional("claimName")?.string() == claim
      else { continue }
      return try info.optional("accessModes")?.accessModes() ?? []
    }
    return []
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

extension Field {
  fileprivate func accessModes() throws(InputError) -> [VirtualMachine.AccessMode] {
    var modes: [VirtualMachine.AccessMode] = []
    for mode in try elements() { modes.append(try mode.choice()) }
    return modes
  }
}
