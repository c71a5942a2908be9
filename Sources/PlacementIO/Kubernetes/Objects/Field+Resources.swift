import PlacementModel

extension Field {
  /// Amounts by resource: `{cpu: 500m, memory: 16Gi}`.
  func amounts() throws(InputError) -> ResourceList {
    try KubernetesShapes.lenient.resources(self)
  }

  /// A choice of nodes, as on volumes.
  func nodeSelector() throws(InputError) -> NodeSelector {
    try KubernetesShapes.lenient.nodeSelector(self)
  }

  /// The amounts under `resources.requests` (or `limits`) of a container or domain.
  func amounts(of part: String) throws(InputError) -> ResourceList {
    try optional("resources")?.optional(part)?.amounts() ?? [:]
  }

  /// The condition of a type among `status.conditions`.
  func condition(_ type: String) throws(InputError) -> Field? {
    for condition in try optional("status")?.list("conditions") ?? [] {
      if try condition.required("type").string() == type { return condition }
    }
    return nil
  }

  /// The value at a path of keys, `nil` where any of them is absent.
  func at(_ keys: String...) throws(InputError) -> Field? {
    var field = self
    for key in keys {
      guard let next = try field.optional(key) else { return nil }
      field = next
    }
    return field
  }
}

extension ResourceList {
  /// The larger of the two, resource by resource.
  func max(_ other: ResourceList) -> ResourceList {
    ResourceList(amounts.merging(other.amounts, uniquingKeysWith: Swift.max))
  }

  /// As the scheduler counts the requests of one pod: cpu in whole millicores, the rest in units.
  var counted: ResourceList {
    var result = ResourceList()
    for (name, amount) in amounts {
      result.amounts[name] =
        name == .cpu
        ? Quantity(milli: Int(amount.milliRoundedUp)) : Quantity(Int(amount.wholeRoundedUp))
    }
    return result
  }
}

extension KubernetesShapes {
  /// For objects of a cluster, which may know fields that are newer than this program.
  static let lenient = KubernetesShapes(ignoresUnknownKeys: true)
}
