/// Whether the VMs of a node that fails would find room on the others.
struct FailoverCheck {
  private let facts: Facts
  private let start: State
  private let rules: EndRules
  /// Which resource is memory, by whose share in use nodes are compared.
  private let memory: Int

  /// Prepares for where everything is in an inventory; drained nodes are away.
  init(_ facts: Facts) {
    self.facts = facts
    start = State(facts)
    rules = EndRules(Yardstick(facts))
    memory = facts.resources.firstIndex(of: .memory) ?? 0
  }

  /// The nodes whose failure leaves a VM without a node.
  func strandedNodes() -> Set<String> {
    Set(
      facts.nodes.indices.filter { facts.nodes[$0].ready && !facts.drained[$0] && strands($0) }
        .map { facts.nodes[$0].name }
    )
  }

  private func strands(_ node: Int) -> Bool {
    let lost = facts.vms.indices.filter {
      facts.active[$0] && start.position[$0] == node && facts.secondNode[$0] == Facts.none
        && isAtHomeElsewhere($0, than: node)
    }
    .map { (vm: $0, memory: facts.amount(of: memory, requestedBy: $0)) }
    .sorted { ($1.memory, $0.vm) < ($0.memory, $1.vm) }
    .map(\.vm)
    var state = start
    for vm in lost {
      state.stop(vm, at: node)
      state.move(vm, to: Facts.none)
    }
    for vm in lost {
      // Emptiest first.
      let open = facts.balanceSet.filter { $0 != node }
        .map { (node: $0, share: share(of: $0, state)) }
        .sorted { ($0.share, $0.node) < ($1.share, $1.node) }
        .map(\.node)
      guard let target = open.first(where: { admits(vm, $0, &state) }) else { return true }
      state.start(vm, at: target)
    }
    return false
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

  /// Whether the rules on one VM and one node allow any other node, whatever its state.
  private func isAtHomeElsewhere(_ vm: Int, than node: Int) -> Bool {
    let states: Set<Violation.Code> = [.notReady, .cordoned, .draining]
    return facts.nodes.indices.contains { n in
      n != node
        && facts.arrivalProblems(of: vm, at: n, live: false).allSatisfy { states.contains($0.0) }
    }
  }
}
