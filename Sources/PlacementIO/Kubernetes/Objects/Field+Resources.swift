import PlacementModel

extension Field {
  /// Amounts by resource: `{cpu: 500m, memory: 16Gi}`.
  func resources() throws(InputError) -> ResourceList {
    var list = ResourceList()
    for (name, field) in try entries() {
      list.amounts[ResourceName(rawValue: name)] = try field.quantity()
    }
    return list
  }

  /// The amounts under `resources.requests` (or `limits`) of a container or domain.
  func resources(_ part: String) throws(InputError) -> ResourceList {
    try optional("resources")?.optional(part)?.resources() ?? [:]
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
