import PlacementModel

/// Which VMs a label selector matches, without asking all of them.
///
/// Most selectors name a label that few VMs carry, and only those are looked at.
struct LabelIndex {
  private let vms: [VirtualMachine]
  /// VMs in their order, by a label's key and value.
  private let carriers: [String: [String: [Int]]]

  init(_ vms: [VirtualMachine]) {
    self.vms = vms
    var carriers: [String: [String: [Int]]] = [:]
    for (v, vm) in vms.enumerated() {
      for (key, value) in vm.labels { carriers[key, default: [:]][value, default: []].append(v) }
    }
    self.carriers = carriers
  }

  /// The VMs that a selector matches, in their order; `nil` matches nothing.
  ///
  /// O(VMs that carry the rarest label it asks for), O(VMs) where it asks for none.
  func matches(_ selector: LabelSelector?) -> [Int] {
    guard let selector else { return [] }
    let rarest = selector.matchLabels.map { carriers[$0.key]?[$0.value] ?? [] }
      .min { $0.count < $1.count }
    return (rarest ?? Array(vms.indices)).filter { Matching.matches(selector, vms[$0].labels) }
  }
}
