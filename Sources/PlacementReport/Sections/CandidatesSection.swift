import PlacementModel

/// Which nodes are beyond the thresholds, and which VMs keep a node from being drained.
enum CandidatesSection {
  /// The most nodes that are listed one by one.
  private static let most = 6

  static func blocks(_ plan: Plan) -> [Block] {
    let candidates = plan.candidates ?? []
    let bullets: [Bullet] = [Plan.Candidate.Mark.overloaded, .underloaded].compactMap { mark in
      let marked = candidates.filter { $0.mark == mark }
      guard !marked.isEmpty else { return nil }
      var nodes: [(name: String, loads: [String])] = []
      for candidate in marked {
        let load = "\(label(candidate.resource)) \(Format.percent(candidate.utilization.before))"
        if let i = nodes.firstIndex(where: { $0.name == candidate.node }) {
          nodes[i].loads.append(load)
        } else {
          nodes.append((candidate.node, [load]))
        }
      }
      let names = nodes.prefix(most).map { node -> RichText in
        "\(node.name) (\(own: node.loads.joined(separator: ", ")))"
      }
      let more = nodes.count > most ? " and \(nodes.count - most) more" : ""
      let list = names.dropFirst().reduce(names[0]) { $0 + ", " + $1 }
      let title: RichText = mark == .overloaded ? "Overloaded" : "Underloaded"
      return Bullet(
        "\(strong: title) (\(own: thresholds(marked, mark))): " + list + "\(own: more)",
        tone: mark == .overloaded ? .caution : .neutral
      )
    }
    return bullets.isEmpty ? [] : [.heading(level: 3, "Candidates"), .bullets(bullets)]
  }

  private static func thresholds(
    _ marked: [Plan.Candidate],
    _ mark: Plan.Candidate.Mark
  ) -> String {
    [ResourceName.cpu, .memory].compactMap { resource in
      marked.first { $0.resource == resource }.map {
        "\(label(resource)) \(mark == .overloaded ? "above" : "below") "
          + Format.percent($0.threshold)
      }
    }
    .joined(separator: ", ")
  }

  private static func label(_ resource: ResourceName) -> String {
    resource == .cpu ? "CPU" : resource.rawValue
  }

  /// What a drain would stop at.
  static func blockers(_ plan: Plan) -> [Block] {
    let blockers = plan.blockers ?? []
    guard !blockers.isEmpty else { return [] }
    let bullets = blockers.prefix(20).map { blocker in
      Bullet("\(blocker.vm) on \(blocker.node), \(blocker.cause): \(blocker.message)")
    }
    let rest = blockers.count - bullets.count
    return [
      .heading(level: 3, "What does not simply leave"),
      .bullets(bullets + (rest > 0 ? [Bullet("and \(own: String(rest)) more")] : [])),
    ]
  }

  /// The demands that cannot all be met.
  static func conflict(_ plan: Plan) -> [Block] {
    let demands = plan.conflict ?? []
    guard !demands.isEmpty else { return [] }
    return [
      .heading(level: 3, "In conflict"),
      .paragraph(
        "These demands cannot all be met; without one of them the others could, as far as was tried:"
      ),
      .bullets(demands.map { Bullet(.data($0.message)) }),
    ]
  }
}
