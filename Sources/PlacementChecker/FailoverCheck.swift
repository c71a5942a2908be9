import PlacementModel

/// Whether the VMs of a node that fails would find room on the others, within the limits of facts.
struct FailoverCheck {
  private let facts: Facts
  private let rules: EndRules
  /// The nodes that may fail.
  private let nodes: [Int]
  /// For each VM, nodes that the rules on the two allow whatever their state; two say enough.
  private let homes: [[Int]]
  /// Which resource is memory, by whose share in use nodes are compared.
  private let memory: Int

  /// Prepares for the nodes that may fail; unless they are named, all that are Ready and not drained.
  init(_ facts: Facts, nodes: [Int]? = nil) {
    self.facts = facts
    self.nodes = nodes ?? facts.nodes.indices.filter { facts.nodes[$0].ready && !facts.drained[$0] }
    rules = EndRules(Yardstick(facts))
    let states: Set<Violation.Code> = [.notReady, .cordoned, .draining]
    homes = facts.vms.indices.map { vm in
      let allowed = facts.nodes.indices.lazy.filter { node in
        facts.arrivalProblems(of: vm, at: node, live: false).allSatisfy { states.contains($0.0) }
      }
      return Array(allowed.prefix(2))
    }
    memory = facts.resources.firstIndex(of: .memory) ?? 0
  }

  /// Where everything is at the start.
  var start: State { rules.yardstick.start }

  /// The nodes whose failure at the start leaves a VM without a node.
  func strandedNodes() -> Set<String> {
    Set(stranded(in: start).map { facts.nodes[$0.node].name })
  }

  /// The nodes whose failure leaves a VM without a node, each with the first VM that finds no room.
  func stranded(in state: State) -> [(node: Int, vm: Int)] {
    var guests = [[Int]](repeating: [], count: facts.nodes.count)
    for vm in facts.vms.indices where facts.active[vm] && facts.secondNode[vm] == Facts.none {
      if state.position[vm] != Facts.none { guests[state.position[vm]].append(vm) }
    }
    return nodes.compactMap { node in
      homeless(node, guests[node], state).map { (node: node, vm: $0) }
    }
  }

  private func homeless(_ node: Int, _ guests: [Int], _ state: State) -> Int? {
    let lost = guests.filter { homes[$0].contains { $0 != node } }
      .map { (vm: $0, memory: facts.amount(of: memory, requestedBy: $0)) }
      .sorted { ($1.memory, $0.vm) < ($0.memory, $1.vm) }
      .map(\.vm)
    if lost.isEmpty { return nil }
    var state = state
    for vm in lost {
      state.stop(vm, at: node)
      state.move(vm, to: Facts.none)
    }
    for vm in lost {
      // The emptiest that takes it; most often it is the emptiest of all.
      var open = facts.balanceSet.filter { $0 != node }
        .map { (share: share(of: $0, state), node: $0) }
      var target: Int?
      while target == nil, let next = open.indices.min(by: { open[$0] < open[$1] }) {
        let best = open.remove(at: next).node
        if admits(vm, best, &state) { target = best }
      }
      guard let target else { return vm }
      state.start(vm, at: target)
    }
    return nil
  }

  private func share(of node: Int, _ state: State) -> Double {
    let limit = facts.limit(of: memory, on: node) ?? .max
    guard limit > 0 else { return .infinity }
    return Double(state.requests(on: node, memory)) / Double(limit)
  }

  private func admits(_ vm: Int, _ node: Int, _ state: inout State) -> Bool {
    state.move(vm, to: node)
    let isFree = rules.startProblems(of: vm, in: &state).isEmpty
    state.move(vm, to: Facts.none)
    return isFree
  }
}
