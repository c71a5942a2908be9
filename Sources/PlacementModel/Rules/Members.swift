/// The virtual machines that a rule speaks of: those named, and those a selector matches.
public struct Members: Sendable, Hashable {
  /// Full names, `namespace/name`.
  public var virtualMachines: [String]
  /// Labels of the VMs, in any namespace.
  public var selector: LabelSelector?

  /// Creates a set of members.
  public init(virtualMachines: [String] = [], selector: LabelSelector? = nil) {
    self.virtualMachines = virtualMachines
    self.selector = selector
  }
}

extension Members: Codable {
  private enum CodingKeys: String, CodingKey { case virtualMachines, selector }

  /// Reads a set; a list that is missing is empty.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    virtualMachines =
      try container.decodeIfPresent([String].self, forKey: .virtualMachines) ?? []
    selector = try container.decodeIfPresent(LabelSelector.self, forKey: .selector)
  }
}
