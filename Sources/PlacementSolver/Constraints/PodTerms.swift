import PlacementModel

/// The VMs' own pod affinity and anti-affinity terms.
extension GroupBuilder {
  /// What makes two pod (anti-)affinity terms one rule.
  private struct TermKey: Hashable {
    var anti: Bool
    var weight: Int?
    var selector: LabelSelector?
    var namespaces: [String]?
    var namespaceSelector: LabelSelector?
    var topologyKey: String
  }

  mutating func addPodTerms() {
    var order: [TermKey] = []
    var owners: [TermKey: [Int]] = [:]
    for (v, vm) in vms.enumerated() {
      func note(_ term: PodAffinityTerm, anti: Bool, weight: Int?) {
        let own = term.namespaces.isEmpty && term.namespaceSelector == nil
        let key = TermKey(
          anti: anti,
          weight: weight,
          selector: term.labelSelector,
          namespaces: own ? [vm.namespace] : term.namespaces.sorted(),
          namespaceSelector: term.namespaceSelector,
          topologyKey: term.topologyKey
        )
        if owners[key] == nil { order.append(key) }
        if owners[key, default: []].last != v { owners[key, default: []].append(v) }
      }
      for term in vm.affinity.podAntiAffinity.required { note(term, anti: true, weight: nil) }
      for term in vm.affinity.podAffinity.required { note(term, anti: false, weight: nil) }
      for term in vm.affinity.podAntiAffinity.preferred {
        note(term.podAffinityTerm, anti: true, weight: term.weight)
      }
      for term in vm.affinity.podAffinity.preferred {
        note(term.podAffinityTerm, anti: false, weight: term.weight)
      }
    }
    for key in order {
      let (of, names) = partition(key.topologyKey)
      let matched = index.matches(key.selector).filter { isNamespace(vms[$0].namespace, in: key) }
      append(
        Group(
          kind: key.anti
            ? .podAntiAffinity(PodAntiAffinityKind()) : .podAffinity(PodAffinityKind()),
          name: (key.anti ? "podAntiAffinity " : "podAffinity ") + describe(key.selector),
          required: key.weight == nil,
          price: key.weight.map { prices.preferred(weight: Double($0)) } ?? 0,
          domainOf: of,
          domains: names,
          eligible: names.map { _ in true },
          owners: owners[key] ?? [],
          matched: matched
        )
      )
    }
  }

  private func isNamespace(_ name: String, in key: TermKey) -> Bool {
    if key.namespaces?.contains(name) ?? false { return true }
    guard let selector = key.namespaceSelector else { return false }
    var labels = namespaceLabels[name] ?? [:]
    labels["kubernetes.io/metadata.name"] = name
    return Matching.matches(selector, labels)
  }
}
