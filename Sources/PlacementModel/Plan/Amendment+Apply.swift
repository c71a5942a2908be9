extension Amendment {
  /// Makes the change; names that are not there change nothing.
  public func apply(to inventory: inout Inventory, goal: inout Goal) {
    if let vm, let v = inventory.cluster.virtualMachines.firstIndex(where: { $0.fullName == vm }) {
      apply(to: &inventory.cluster.virtualMachines[v])
    }
    if let node, let n = inventory.cluster.nodes.firstIndex(where: { $0.name == node }) {
      apply(to: &inventory.cluster.nodes[n])
    }
    switch kind {
    case .allowMigrations:
      goal.maxMigrations = amount.map { Int(max(0, min($0, 1e9))) }
    case .allowDowntime: if vm == nil { goal.maxDowntime = amount }
    case .allowRestart:
      if let vm, !goal.allowRestart.contains(vm) { goal.allowRestart.append(vm) }
    case .sequential: inventory.policy.migration.parallelPerCluster = 1
    case .dropRule: inventory.rules.removeAll { $0.name == rule }
    case .raiseQuota: raise(&inventory.rules)
    case .wait:
      for v in inventory.cluster.virtualMachines.indices {
        if let target = inventory.cluster.virtualMachines[v].migratingTo {
          inventory.cluster.virtualMachines[v].node = target
          inventory.cluster.virtualMachines[v].migratingTo = nil
        }
      }
    default: break
    }
  }

  private func apply(to vm: inout VirtualMachine) {
    switch kind {
    case .tolerate:
      guard let taint else { return }
      vm.tolerations.append(
        Toleration(key: taint.key, operator: .equal, value: taint.value, effect: taint.effect)
      )
    case .goCold: vm.liveMigratable = .init(status: "False", reason: "ColdMigrationChosen")
    case .unpin: vm.pinned = false
    case .allowDowntime: vm.maxDowntime = amount
    case .dropNodeAffinity: vm.affinity.nodeAffinity.required = nil
    case .dropPodTerms:
      vm.affinity.podAffinity.required = []
      vm.affinity.podAntiAffinity.required = []
      vm.topologySpreadConstraints.removeAll { $0.whenUnsatisfiable == .doNotSchedule }
    default: break
    }
  }

  private func apply(to node: inout Node) {
    switch kind {
    case .uncordon: node.unschedulable = false
    case .label: node.labels.merge(labels ?? [:]) { $1 }
    case .free:
      // What is freed was somebody's; where nobody holds that much, the node grows.
      guard let resource, let more = quantity else { return }
      let reserved = min(more, node.reserved[resource])
      if node.reserved.amounts[resource] != nil {
        node.reserved[resource] = node.reserved[resource] - reserved
      }
      if more > reserved {
        node.allocatable[resource] = node.allocatable[resource] + (more - reserved)
      }
    default: break
    }
  }

  /// The amount, rounded up to what the scheduler counts.
  private var quantity: Quantity? {
    guard let amount, amount.isFinite, amount >= 0, amount < 9e15 else { return nil }
    return resource?.isCPU ?? false || resource == "requests.cpu"
      ? Quantity(milli: Int((amount * 1_000).rounded(.up))) : Quantity(Int(amount.rounded(.up)))
  }

  private func raise(_ rules: inout [Rule]) {
    guard let resource, let more = quantity else { return }
    for r in rules.indices where rules[r].name == rule {
      guard var quota = rules[r].quota else { continue }
      quota.hard[resource] = quota.hard[resource] + more
      rules[r].demand = quota.demand
    }
  }
}

extension Plan {
  /// What a plan was really made for: an inventory and a goal with the relaxations that it applies.
  public func relaxed(_ inventory: Inventory, _ goal: Goal) -> (inventory: Inventory, goal: Goal) {
    var result = (inventory: inventory, goal: goal)
    for relaxation in relaxations where relaxation.applied {
      for change in relaxation.changes {
        change.apply(to: &result.inventory, goal: &result.goal)
      }
    }
    return result
  }
}
