import PlacementModel

/// Other names for all nodes and VMs of a trial, in another alphabetical order.
struct Renaming {
  private let nodes: [String: String]
  private let vms: [String: String]

  init(_ trial: Trial) {
    let cluster = trial.inventory.cluster
    let nodeCount = cluster.nodes.count
    nodes = Dictionary(
      cluster.nodes.enumerated().map { ($1.name, "host-\(nodeCount - $0)") },
      uniquingKeysWith: { a, _ in a }
    )
    let vmCount = cluster.virtualMachines.count
    vms = Dictionary(
      cluster.virtualMachines.enumerated().map {
        ($1.fullName, "\($1.namespace)/machine-\(1000 + vmCount - $0)")
      },
      uniquingKeysWith: { a, _ in a }
    )
  }

  func node(_ name: String) -> String { nodes[name] ?? name }
  func vm(_ fullName: String) -> String { vms[fullName] ?? fullName }

  func apply(to trial: Trial) -> Trial {
    var trial = trial
    for i in trial.inventory.cluster.nodes.indices {
      trial.inventory.cluster.nodes[i].name = node(trial.inventory.cluster.nodes[i].name)
    }
    for i in trial.inventory.cluster.virtualMachines.indices {
      var machine = trial.inventory.cluster.virtualMachines[i]
      machine.name = String(vm(machine.fullName).dropFirst(machine.namespace.count + 1))
      machine.node = machine.node.map(node)
      machine.migratingTo = machine.migratingTo.map(node)
      if let required = machine.affinity.nodeAffinity.required {
        machine.affinity.nodeAffinity.required = NodeSelector(
          nodeSelectorTerms: required.nodeSelectorTerms.map(apply)
        )
      }
      for p in machine.affinity.nodeAffinity.preferred.indices {
        let term = machine.affinity.nodeAffinity.preferred[p].preference
        machine.affinity.nodeAffinity.preferred[p].preference = apply(to: term)
      }
      trial.inventory.cluster.virtualMachines[i] = machine
    }
    trial.inventory.rules = trial.inventory.rules.map(apply)
    trial.goal.drain = trial.goal.drain.map(node)
    return trial
  }

  private func apply(to term: NodeSelectorTerm) -> NodeSelectorTerm {
    var term = term
    for i in term.matchFields.indices {
      term.matchFields[i].values = term.matchFields[i].values.map(node)
    }
    return term
  }

  private func apply(to rule: Rule) -> Rule {
    var rule = rule
    func members(_ members: Members) -> Members {
      var members = members
      members.virtualMachines = members.virtualMachines.map(vm)
      return members
    }
    let kind = type(of: rule.demand.declaration)
    var values = rule.demand.declaration.values
    values.members = members(values.members)
    values.groups = values.groups?.map(members)
    values.nodes = values.nodes?.map(node)
    rule.demand = kind.init(values).demand
    return rule
  }
}

extension Trial {
  /// The trial with every amount of cpu doubled.
  func withTwiceTheCPU() -> Trial {
    func twice(_ list: ResourceList, _ names: [ResourceName] = [.cpu]) -> ResourceList {
      var list = list
      for name in names where list.amounts[name] != nil { list[name] += list[name] }
      return list
    }
    var trial = self
    for i in trial.inventory.cluster.nodes.indices {
      var node = trial.inventory.cluster.nodes[i]
      node.allocatable = twice(node.allocatable)
      node.capacity = twice(node.capacity)
      node.reserved = twice(node.reserved)
      node.usage = node.usage.map { twice($0) }
      trial.inventory.cluster.nodes[i] = node
    }
    for i in trial.inventory.cluster.virtualMachines.indices {
      var vm = trial.inventory.cluster.virtualMachines[i]
      vm.requests = twice(vm.requests)
      vm.usage = twice(vm.usage)
      vm.usagePeak = vm.usagePeak.map { twice($0) }
      vm.guest = twice(vm.guest)
      trial.inventory.cluster.virtualMachines[i] = vm
    }
    for i in trial.inventory.rules.indices {
      switch trial.inventory.rules[i].demand {
      case .reserve(var reserve):
        reserve.free = twice(reserve.free)
        trial.inventory.rules[i].demand = reserve.demand
      case .quota(var quota):
        let names = [ResourceName.cpu, ResourceName(rawValue: "requests.cpu")]
        quota.hard = twice(quota.hard, names)
        quota.used = twice(quota.used, names)
        trial.inventory.rules[i].demand = quota.demand
      default: break
      }
    }
    return trial
  }
}
