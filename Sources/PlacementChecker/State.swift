import PlacementModel

/// How many counted VMs each domain of a group holds.
struct Occupancy: Sendable {
  /// Numbers by domain; empty domains are not listed.
  ///
  /// Only sums, maxima and minima are taken of it, so that its order does not matter.
  private(set) var counts: [Int: Int] = [:]
  /// VMs that are on a node of some domain.
  var inDomain = 0
  /// VMs that are on any node.
  var placed = 0

  /// The number in one domain.
  subscript(domain: Int) -> Int { counts[domain] ?? 0 }

  mutating func add(_ number: Int, to domain: Int) {
    let sum = self[domain] + number
    counts[domain] = sum == 0 ? nil : sum
  }
}

/// Where every VM is at one moment, with what follows from it for nodes, groups and quotas.
struct State {
  let facts: Facts
  /// Each VM's node, or ``Facts/none``.
  private(set) var position: [Int]
  /// Which VMs have a pod; a stopped one is set only to ask whether it could start.
  private(set) var running: [Bool]
  /// Requests, resource by resource within node by node.
  private(set) var requests: [Int128]
  /// For each group the VMs it counts.
  private(set) var counted: [Occupancy]
  /// For each group of pod anti-affinity the VMs that carry its term.
  private(set) var carrying: [Occupancy]
  /// Requests by quota and entry; VMs in flight count twice.
  private(set) var quotaUse: [[Int128]]
  private let quotasOf: [String: [Int]]

  /// The state at the start.
  init(_ facts: Facts) {
    self.facts = facts
    position = [Int](repeating: Facts.none, count: facts.vms.count)
    running = facts.active
    requests = [Int128](repeating: 0, count: facts.nodes.count * facts.resources.count)
    counted = facts.groups.map { _ in Occupancy() }
    carrying = facts.groups.map { _ in Occupancy() }
    quotaUse = facts.quotas.map { quota in quota.entries.map(\.used) }
    quotasOf = Dictionary(grouping: facts.quotas.indices, by: { facts.quotas[$0].namespace })
    for n in facts.nodes.indices {
      for charge in facts.reserved[n] {
        requests[n * facts.resources.count + charge.resource] += charge.amount
      }
    }
    for vm in facts.vms.indices { move(vm, to: facts.home[vm]) }
    for vm in facts.vms.indices where facts.secondNode[vm] != Facts.none { chargeSecond(vm) }
  }

  /// The nodes a VM is on: none, one, or two while another actor moves it.
  func nodes(of vm: Int) -> [Int] {
    [position[vm], facts.secondNode[vm]].filter { $0 != Facts.none }
  }

  /// A node's requests of a resource.
  func requests(on node: Int, _ resource: Int) -> Int128 {
    requests[node * facts.resources.count + resource]
  }

  /// The domain in which a group counts VMs on a node, or ``Facts/none``.
  func domain(of node: Int, in group: Int) -> Int {
    if node == Facts.none { return Facts.none }
    let rule = facts.groups[group]
    if let eligible = rule.eligible, !eligible[node] { return Facts.none }
    return facts.domains[rule.key][node]
  }

  /// The quotas of a VM's namespace.
  func quotas(of vm: Int) -> [Int] { quotasOf[facts.vms[vm].namespace] ?? [] }

  /// Moves a VM, to or from no node where either is ``Facts/none``, in O(groups of the VM).
  mutating func move(_ vm: Int, to node: Int) {
    let old = position[vm]
    if old == node { return }
    position[vm] = node
    guard running[vm] else { return }
    if old != Facts.none { charge(vm, old, -1) }
    if node != Facts.none { charge(vm, node, 1) }
    if (old == Facts.none) != (node == Facts.none) {
      chargeQuotas(vm, node == Facts.none ? -1 : 1)
    }
  }

  /// Whether a stopped VM is taken to have been started at a node, to ask what that would do.
  mutating func start(_ vm: Int, at node: Int) {
    move(vm, to: Facts.none)
    running[vm] = true
    move(vm, to: node)
  }

  /// Takes ``start(_:at:)`` back.
  mutating func stop(_ vm: Int, at node: Int) {
    move(vm, to: Facts.none)
    running[vm] = false
    move(vm, to: node)
  }

  private mutating func charge(_ vm: Int, _ node: Int, _ sign: Int) {
    chargeRequests(vm, node, sign)
    for g in facts.countedIn[vm] {
      let domain = domain(of: node, in: g)
      counted[g].placed += sign
      if domain == Facts.none { continue }
      counted[g].inDomain += sign
      counted[g].add(sign, to: domain)
    }
    for g in facts.carries[vm] where facts.groups[g].kind == .podAntiAffinity {
      let domain = domain(of: node, in: g)
      if domain != Facts.none { carrying[g].add(sign, to: domain) }
    }
  }

  private mutating func chargeRequests(_ vm: Int, _ node: Int, _ sign: Int) {
    let base = node * facts.resources.count
    for charge in facts.vmRequests[vm] {
      requests[base + charge.resource] += sign < 0 ? -charge.amount : charge.amount
    }
  }

  private mutating func chargeQuotas(_ vm: Int, _ sign: Int) {
    for q in quotas(of: vm) {
      for (e, entry) in facts.quotas[q].entries.enumerated() {
        quotaUse[q][e] += Int128(sign) * facts.amount(of: entry.resource, requestedBy: vm)
      }
    }
  }

  /// Charges the node to which another actor moves a VM, which counts once in a domain.
  private mutating func chargeSecond(_ vm: Int) {
    let node = facts.secondNode[vm]
    let first = position[vm]
    chargeRequests(vm, node, 1)
    chargeQuotas(vm, 1)
    for g in facts.countedIn[vm] {
      let domain = self.domain(of: node, in: g)
      let home = self.domain(of: first, in: g)
      if first == Facts.none { counted[g].placed += 1 }
      if domain == Facts.none || domain == home { continue }
      if home == Facts.none { counted[g].inDomain += 1 }
      counted[g].add(1, to: domain)
    }
    for g in facts.carries[vm] where facts.groups[g].kind == .podAntiAffinity {
      let domain = self.domain(of: node, in: g)
      if domain != Facts.none, domain != self.domain(of: first, in: g) {
        carrying[g].add(1, to: domain)
      }
    }
  }
}

extension Facts {
  /// How much of a resource a VM requests.
  func amount(of resource: Int, requestedBy vm: Int) -> Int128 {
    vmRequests[vm].reduce(0) { $0 + ($1.resource == resource ? $1.amount : 0) }
  }
}
