import PlacementModel

@testable import PlacementChecker

/// The excess over a rule, counted VM by VM and pair by pair from its definition.
struct PlainExcess {
  private let state: State
  private var facts: Facts { state.facts }

  init(_ state: State) { self.state = state }

  func excess(of g: Int) -> Int {
    let group = facts.groups[g]
    let counted = Set(group.counted)
    let placed = facts.vms.indices.filter {
      facts.active[$0] && !nodes(of: $0).isEmpty
    }
    func members(_ domain: Int) -> Int {
      placed.count { vm in counted.contains(vm) && domains(of: vm, g).contains(domain) }
    }
    let all = facts.domainNames[group.key].indices
    switch group.kind {
    case .antiAffinity(let most):
      return all.reduce(0) { $0 + max(0, members($1) - most) }
    case .affinity:
      return placed.count { counted.contains($0) } - (all.map(members).max() ?? 0)
    case .spread(let maxSkew):
      let judged = all.filter { domain in
        facts.nodes.indices.contains {
          facts.balanced[$0] && facts.domains[group.key][$0] == domain
        }
      }
      return skew(judged.map(members), maxSkew)
    case .topologySpread(let maxSkew, let minDomains):
      let judged = all.filter { domain in
        facts.nodes.indices.contains {
          group.eligible?[$0] == true && facts.domains[group.key][$0] == domain
        }
      }
      let numbers = judged.map(members)
      return skew(numbers.count < minDomains && !numbers.isEmpty ? numbers + [0] : numbers, maxSkew)
    case .podAntiAffinity:
      return group.carriers.count { carrier in
        placed.contains(carrier) && hasNeighbour(carrier, g, placed, counted)
      }
    case .podAffinity:
      return group.carriers.count { carrier in
        guard placed.contains(carrier) else { return false }
        if hasNeighbour(carrier, g, placed, counted) { return false }
        let others = placed.contains {
          $0 != carrier && counted.contains($0) && !domains(of: $0, g).isEmpty
        }
        return others || !counted.contains(carrier)
      }
    }
  }

  private func skew(_ numbers: [Int], _ maxSkew: Int) -> Int {
    guard let most = numbers.max(), let least = numbers.min() else { return 0 }
    return max(0, most - least - maxSkew)
  }

  private func hasNeighbour(_ vm: Int, _ g: Int, _ placed: [Int], _ counted: Set<Int>) -> Bool {
    placed.contains { other in
      other != vm && counted.contains(other)
        && !Set(domains(of: vm, g)).isDisjoint(with: domains(of: other, g))
    }
  }

  private func nodes(of vm: Int) -> [Int] {
    [state.position[vm], facts.secondNode[vm]].filter { $0 != Facts.none }
  }

  private func domains(of vm: Int, _ g: Int) -> [Int] {
    let group = facts.groups[g]
    return nodes(of: vm).filter { group.eligible?[$0] ?? true }
      .map { facts.domains[group.key][$0] }
      .filter { $0 != Facts.none }
  }
}
