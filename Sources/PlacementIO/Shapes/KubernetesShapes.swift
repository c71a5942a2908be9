import PlacementModel

/// Reads what a document spells as Kubernetes does, as strictly as its API server.
///
/// A scenario and a cluster's own objects share these shapes. A scenario's author wants to hear of
/// every slip; a cluster may know fields that are newer than this program.
public struct KubernetesShapes: Sendable {
  /// Whether keys that are not known here are skipped instead of refused.
  public var ignoresUnknownKeys: Bool

  /// Creates a reader.
  public init(ignoresUnknownKeys: Bool = false) {
    self.ignoresUnknownKeys = ignoresUnknownKeys
  }

  /// Refuses unknown keys, unless they are ignored.
  func check(_ field: Field, keys: [String]) throws(InputError) {
    if ignoresUnknownKeys { _ = try field.map() } else { try field.check(keys: keys) }
  }

  /// Amounts by resource.
  public func resources(_ field: Field) throws(InputError) -> ResourceList {
    var list = ResourceList()
    for entry in try field.map().entries where !entry.value.isNull {
      let name = ResourceName(rawValue: entry.key)
      list.amounts[name] = try field.child(entry.key, entry.value)
        .quantity(example: Self.example(name))
    }
    return list
  }

  /// A quantity that suits a resource, for messages.
  static func example(_ name: ResourceName) -> String {
    switch name {
    case .cpu: "500m or 2"
    case .memory: "512Mi or 16Gi"
    default: "2"
    }
  }

  /// A taint of a node.
  public func taint(_ field: Field) throws(InputError) -> Taint {
    try check(field, keys: ["key", "value", "effect", "timeAdded"])
    return Taint(
      key: try field.required("key", "give the taint's key").nonEmptyString(),
      value: try field.optional("value")?.string() ?? "",
      effect: try field.required(
        "effect",
        "give NoSchedule, PreferNoSchedule or NoExecute"
      ).choice()
    )
  }

  /// A toleration.
  public func toleration(_ field: Field) throws(InputError) -> Toleration {
    try check(field, keys: ["key", "operator", "value", "effect", "tolerationSeconds"])
    let key = try nonEmpty(field.optional("key"))?.string()
    var comparison = Toleration.Operator.equal
    if let spelled = try nonEmpty(field.optional("operator")) { comparison = try spelled.choice() }
    let value = try nonEmpty(field.optional("value"))
    if comparison == .exists, let value {
      throw value.error(
        "\(value.quoted) beside the operator Exists, which takes no value; "
          + "remove it or use Equal"
      )
    }
    if comparison == .equal, key == nil {
      throw field.error(
        "a toleration without a key; give one, or the operator Exists for every key"
      )
    }
    return Toleration(
      key: key,
      operator: comparison,
      value: try value?.string(),
      effect: try nonEmpty(field.optional("effect"))?.choice()
    )
  }

  /// Kubernetes takes an empty text for an absent one.
  private func nonEmpty(_ field: Field?) -> Field? {
    field?.value.text == "" ? nil : field
  }
}
