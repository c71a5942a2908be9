/// A label that KubeVirt demands of, or forbids on, the node of a VM, and what of the VM makes it.
public struct DemandedLabel: Sendable, Hashable, Codable {
  /// The label's key.
  public var key: String
  /// Its value.
  public var value: String
  /// Whether a node with this label and value must not take the VM in.
  public var forbidden: Bool
  /// What sets it, for people: `dedicatedCpuPlacement`, `the cluster's nodeSelectors`.
  public var setBy: String

  /// Creates a demand.
  public init(key: String, value: String = "true", forbidden: Bool = false, setBy: String) {
    self.key = key
    self.value = value
    self.forbidden = forbidden
    self.setBy = setBy
  }

  /// Whether a node's labels satisfy it.
  public func isSatisfied(by node: Node) -> Bool {
    (node.label(key) == value) != forbidden
  }
}

extension DemandedLabel: CustomStringConvertible {
  /// One line: `the label cpumanager=true, which dedicatedCpuPlacement demands`.
  public var description: String {
    let word = forbidden ? "forbids" : "demands"
    return "the label \(key)=\(value), which \(setBy) \(word)"
  }
}
