import PlacementModel

/// The VMs that should move or start and cannot, with the reasons in as few lines as they allow.
enum BlockedSection {
  private static let mostNodes = 4
  private static let mostMessages = 3
  private static let mostVMs = 20

  static func blocks(_ plan: Plan) -> [Block] {
    guard !plan.blocked.isEmpty else { return [] }
    let bullets = grouped(plan.blocked).map { group in
      let names = RichText.list(group.vms, atMost: mostVMs)
      return Bullet(names.marked(.strong), children: lines(group.reasons), tone: .bad)
    }
    return [.heading(level: 3, "Blocked VMs"), .bullets(bullets)]
  }

  /// VMs that are blocked by the very same reasons share one entry.
  private static func grouped(_ blocked: [Plan.Blocked]) -> [(vms: [String], reasons: [Reason])] {
    var groups: [(vms: [String], reasons: [Reason])] = []
    var indexOf: [[Reason]: Int] = [:]
    for entry in blocked {
      if let index = indexOf[entry.reasons] {
        groups[index].vms.append(entry.vm)
      } else {
        indexOf[entry.reasons] = groups.count
        groups.append(([entry.vm], entry.reasons))
      }
    }
    return groups
  }

  /// One code and the messages that carry it, in the order of the plan.
  private struct Rule {
    var code: String
    var messages: [(text: String, nodes: [String], everywhere: Bool)] = []
    var indexOf: [String: Int] = [:]

    mutating func add(_ reason: Reason) {
      let index = indexOf[reason.message] ?? messages.count
      if index == messages.count {
        indexOf[reason.message] = index
        messages.append((reason.message, [], false))
      }
      if let node = reason.node {
        messages[index].nodes.append(node)
      } else {
        messages[index].everywhere = true
      }
    }
  }

  private static func lines(_ reasons: [Reason]) -> [RichText] {
    guard !reasons.isEmpty else { return ["no reason given"] }
    var rules: [Rule] = []
    var indexOf: [ReasonCode: Int] = [:]
    for reason in reasons {
      let index = indexOf[reason.code] ?? rules.count
      if index == rules.count {
        indexOf[reason.code] = index
        rules.append(Rule(code: reason.code.rawValue))
      }
      rules[index].add(reason)
    }
    return rules.flatMap(lines)
  }

  private static func lines(_ rule: Rule) -> [RichText] {
    let shown =
      rule.messages.count <= mostMessages + 1 ? rule.messages.count : mostMessages
    var lines = rule.messages.prefix(shown).map { message -> RichText in
      let place: RichText =
        message.everywhere ? "every node" : RichText.list(message.nodes, atMost: mostNodes)
      let text: RichText = message.text.isEmpty ? "" : " - \(message.text)"
      return "\(place): \(rule.code)\(text)"
    }
    let rest = rule.messages.dropFirst(shown)
    if !rest.isEmpty {
      let nodes = Set(rest.flatMap(\.nodes)).count
      lines.append("\(own: Format.count(nodes, "more node")): \(rule.code)")
    }
    return lines
  }
}
