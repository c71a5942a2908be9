import PlacementModel

/// Which namespaces a pod affinity term looks in.
struct NamespaceIndex {
  /// The namespace of each VM.
  let namespaceOf: [Int]
  private let names: [String]
  private let labels: [[String: String]]
  private let index: [String: Int]
  private var answers: [Question: [Int]] = [:]

  private struct Question: Hashable {
    var namespaces: [String]
    var selector: LabelSelector?
  }

  /// Reads the namespaces of a cluster: those listed, and those of its VMs.
  init(cluster: Cluster) {
    var names: [String] = []
    var labels: [[String: String]] = []
    var index: [String: Int] = [:]
    func intern(_ name: String, _ own: [String: String]) -> Int {
      if let known = index[name] { return known }
      index[name] = names.count
      names.append(name)
      // Kubernetes gives every namespace this label.
      labels.append(["kubernetes.io/metadata.name": name].merging(own) { $1 })
      return names.count - 1
    }
    for namespace in cluster.namespaces { _ = intern(namespace.name, namespace.labels) }
    namespaceOf = cluster.virtualMachines.map { intern($0.namespace, [:]) }
    self.names = names
    self.labels = labels
    self.index = index
  }

  /// The namespaces that a term looks in, ascending; a VM's own where it names none.
  mutating func lookedIn(by term: PodAffinityTerm, of vm: Int) -> [Int] {
    if term.namespaces.isEmpty, term.namespaceSelector == nil { return [namespaceOf[vm]] }
    let question = Question(namespaces: term.namespaces, selector: term.namespaceSelector)
    if let answer = answers[question] { return answer }
    let answer = names.indices.filter { n in
      term.namespaces.contains(names[n])
        || (term.namespaceSelector?.selects(labels[n]) ?? false)
    }
    answers[question] = answer
    return answer
  }
}
