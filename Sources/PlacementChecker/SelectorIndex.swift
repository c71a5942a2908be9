import PlacementModel

/// Finds the VMs that label selectors match without trying every VM on every selector.
///
/// A selector that names a label is only tried on the VMs that carry it; equal questions are
/// answered once.
struct SelectorIndex {
  private struct Pair: Hashable {
    var key: String
    var value: String
  }
  private struct Question: Hashable {
    var selector: LabelSelector
    var namespaces: [Int]?
  }

  private let labels: [[String: String]]
  private let namespaceOf: [Int]
  private var carriersOfPair: [Pair: [Int]] = [:]
  private var carriersOfKey: [String: [Int]] = [:]
  private var answers: [Question: [Int]] = [:]

  /// Indexes VMs in O(number of labels).
  init(labels: [[String: String]], namespaceOf: [Int]) {
    self.labels = labels
    self.namespaceOf = namespaceOf
    for vm in labels.indices {
      for (key, value) in labels[vm] {
        carriersOfPair[Pair(key: key, value: value), default: []].append(vm)
        carriersOfKey[key, default: []].append(vm)
      }
    }
  }

  /// The VMs a selector matches, ascending; `nil` matches none.
  ///
  /// - Parameter namespaces: where to look, ascending; `nil` looks everywhere.
  mutating func matches(of selector: LabelSelector?, in namespaces: [Int]?) -> [Int] {
    guard let selector else { return [] }
    let question = Question(selector: selector, namespaces: namespaces)
    if let answer = answers[question] { return answer }
    let wanted = namespaces.map(Set.init)
    let answer = candidates(of: selector).filter {
      (wanted?.contains(namespaceOf[$0]) ?? true) && selector.selects(labels[$0])
    }
    answers[question] = answer
    return answer
  }

  /// The shortest list that surely holds every match.
  private func candidates(of selector: LabelSelector) -> [Int] {
    var best: [Int]?
    func offer(_ list: [Int]) {
      if list.count < best?.count ?? Int.max { best = list }
    }
    for (key, value) in selector.matchLabels {
      offer(carriersOfPair[Pair(key: key, value: value)] ?? [])
    }
    for requirement in selector.matchExpressions {
      switch requirement.operator {
      case .in:
        let lists = Set(requirement.values).map {
          carriersOfPair[Pair(key: requirement.key, value: $0)] ?? []
        }
        // A VM has one value for a key, so the lists do not overlap.
        offer(lists.flatMap { $0 }.sorted())
      case .exists: offer(carriersOfKey[requirement.key] ?? [])
      default: break
      }
    }
    return best ?? Array(labels.indices)
  }
}
