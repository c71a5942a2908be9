import PlacementModel

/// The rules on one VM and one node.
extension Facts {
  /// Every rule that keeps a VM from arriving at a node, whatever else is there.
  ///
  /// - Parameter live: whether its running guest comes along, which binds it to more CPUs.
  func arrivalProblems(of v: Int, at n: Int, live: Bool) -> [(Violation.Code, String)] {
    // A cold move starts the template.
    let vm = live ? vms[v] : vms[v].restarted
    let node = nodes[n]
    var problems: [(Violation.Code, String)] = []
    if !node.ready { problems.append((.notReady, "the node is not Ready")) }
    if node.unschedulable { problems.append((.cordoned, "the node is cordoned")) }
    if drained[n] { problems.append((.draining, "the node is being drained")) }
    for taint in node.taints where taint.effect != .preferNoSchedule && !vm.tolerates(taint) {
      problems.append((.taint, "taint \(taint) is not tolerated"))
    }
    if !node.carries(vm.nodeSelector) {
      problems.append((.nodeSelector, "the node lacks labels of the VM's nodeSelector"))
    }
    if !vm.requiredAffinityAllows(node) {
      problems.append((.nodeAffinity, "no term of the VM's required node affinity holds"))
    }
    if !node.carries(vm.cpuSelector) {
      problems.append((.cpuModel, "the node lacks labels of the VM's CPU model"))
    }
    if live, !node.carries(vm.liveCPUSelector) {
      problems.append((.cpuModel, "the node cannot take over the running guest's CPU"))
    }
    for label in vm.demandedLabels where !label.isSatisfied(by: node) {
      problems.append((.nodeLabel, "the node does not satisfy \(label)"))
    }
    if !vm.volumeNodeAffinity.allSatisfy({ $0.selects(node) }) {
      problems.append((.localVolume, "a volume of the VM cannot be mounted there"))
    }
    for rule in placeRules[v] where rule.required && !rule.allows(n) {
      let code: Violation.Code = rule.isFence ? .fence : .ban
      problems.append((code, "\(code.rawValue) rule \(rule.name) excludes the node"))
    }
    return problems
  }

  /// Adds the excesses of a VM that stands on a node: over required and preferred rules.
  func addStanding(of v: Int, on n: Int, to terms: inout TermTable) {
    addTaints(of: v, on: n, to: &terms)
    addDemands(of: v, on: n, to: &terms)
    for rule in placeRules[v] where !rule.allows(n) {
      if rule.required {
        terms.add(required: rule.name, excess: 1)
      } else {
        terms.add(preferred: rule.name, weight: rule.weight, excess: 1)
      }
    }
  }

  private func addTaints(of v: Int, on n: Int, to terms: inout TermTable) {
    let vm = vms[v]
    var repelled = false
    for taint in nodes[n].taints where !vm.tolerates(taint) {
      if taint.effect == .preferNoSchedule {
        terms.add(preferred: "taint", weight: ObjectiveConstants.taintWeight, excess: 1)
      } else if !taint.key.hasPrefix("node.kubernetes.io/") {
        // Keys with that prefix tell a node's state, not what it is for.
        repelled = true
      }
    }
    if repelled { terms.add(required: "taint", excess: 1) }
  }

  private func addDemands(of v: Int, on n: Int, to terms: inout TermTable) {
    let vm = vms[v]
    let node = nodes[n]
    if !node.carries(vm.nodeSelector) { terms.add(required: "nodeSelector", excess: 1) }
    if !vm.requiredAffinityAllows(node) { terms.add(required: "nodeAffinity", excess: 1) }
    for weight in Self.unmetWeights(vm.affinity.nodeAffinity.preferred, on: node) {
      terms.add(preferred: "nodeAffinity", weight: Double(weight), excess: 1)
    }
  }

  /// The weights of the preferences that a node does not meet; the scheduler skips empty ones.
  private static func unmetWeights(_ preferred: [NodeAffinity.PreferredNode], on node: Node)
    -> [Int]
  {
    preferred.filter { !$0.preference.isEmpty && !$0.preference.selects(node) }.map(\.weight)
  }
}
