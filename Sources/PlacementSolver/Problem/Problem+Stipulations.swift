import PlacementModel

extension Problem {
  /// Turns stipulations into nodes, and the roles of the VMs they speak of into what they become.
  ///
  /// - Throws: ``PlanningError`` where a name is unknown, or a stopped VM has no node to move from.
  static func stipulate(
    _ stipulations: Stipulations,
    _ inventory: Inventory,
    _ nodeID: [String: Int],
    start: [Int32],
    _ role: inout [Role]
  ) throws -> [Int32?] {
    if stipulations.isEmpty { return [] }
    let vms = inventory.cluster.virtualMachines
    let vmID = Dictionary(
      vms.indices.map { (vms[$0].fullName, $0) },
      uniquingKeysWith: { a, _ in a }
    )
    var stipulated = [Int32?](repeating: nil, count: vms.count)
    for (name, nodeName) in stipulations.fixed.sorted(by: { $0.key < $1.key }) {
      guard let v = vmID[name] else {
        throw PlanningError(
          code: .unknownVM,
          message: "there is no virtual machine '\(name)' to stipulate a node for"
        )
      }
      guard let n = nodeID[nodeName] else {
        throw PlanningError(
          code: .unknownNode,
          message: "there is no node '\(nodeName)' for '\(name)' to end on"
        )
      }
      stipulated[v] = Int32(n)
      let stays = Int(start[v]) == n
      switch role[v] {
      case .movable, .forced: role[v] = stays ? .frozen : .forced
      case .idleForced: if stays { role[v] = .idle }
      case .idle:
        // Off a node that is not drained a stopped VM goes only because somebody wants it to.
        if stays { break }
        guard start[v] >= 0 else {
          throw PlanningError(
            code: .stipulation,
            message: "'\(name)' is stopped and on no node: it has nowhere to move from"
          )
        }
        role[v] = .idleForced
      case .unplaced, .frozen: break
      }
    }
    return stipulated
  }

  /// Whether a VM ends where it is stipulated to, or is free to end anywhere.
  func keepsStipulation(_ vm: Int, _ nodes: [Int32]) -> Bool {
    guard !stipulated.isEmpty, let node = stipulated[vm] else { return true }
    return nodes[vm] == node
  }
}
