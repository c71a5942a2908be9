import PlacementModel

/// Random rules for tiny clusters.
enum RandomRules {
  /// Draws none to three rules.
  static func draw(
    vms: [VirtualMachine],
    nodes: [String],
    _ random: inout SplitMix
  ) -> [Rule] {
    (0..<random.pick(0, 0, 1, 1, 2, 3)).map { i in
      Rule(
        name: "rule-\(i)",
        demand: demand(vms, nodes, &random),
        required: random.chance(0.65),
        weight: random.pick(10, 10, 50)
      )
    }
  }

  /// Draws the rules that came later, from a sequence of their own: what a seed drew before stays.
  static func extras(
    vms: [VirtualMachine],
    nodes: [String],
    _ random: inout SplitMix
  ) -> [Rule] {
    guard random.chance(0.4) else { return [] }
    let key = random.pick(Node.hostnameLabel, Node.hostnameLabel, "zone")
    let required = random.chance(0.65)
    let demand: Rule.Demand
    switch random.number(0...3) {
    case 0, 1:
      demand = .split(
        (0..<random.number(2...3)).map { _ in someMembers(vms, &random) },
        topologyKey: key
      )
    case 2: demand = .lonely(someMembers(vms, &random), topologyKey: key)
    default:
      let reserve = Rule.Demand.reserve(
        nodes: random.pick([], random.some(of: nodes, 0.5)),
        free: random.pick([:], ["cpu": Quantity(milli: random.number(1...2_500))]),
        share: random.pick(0, 0.1, 0.25),
        failures: random.pick(0, 0, 0, 1)
      )
      return [Rule(name: "extra", demand: reserve)]
    }
    return [Rule(name: "extra", demand: demand, required: required, weight: random.pick(10, 50))]
  }

  private static func demand(
    _ vms: [VirtualMachine],
    _ nodes: [String],
    _ random: inout SplitMix
  ) -> Rule.Demand {
    let key = random.pick(Node.hostnameLabel, "zone")
    let members = members(vms, &random)
    switch random.number(0...8) {
    case 0, 1: return .antiAffinity(members, topologyKey: key, max: random.pick(1, 1, 2))
    case 2: return .affinity(members, topologyKey: key)
    case 3, 4: return .spread(members, topologyKey: key, maxSkew: random.number(1...2))
    case 5: return .fence(members, nodes: random.some(of: nodes, 0.6))
    case 6: return .ban(members, nodes: random.some(of: nodes, 0.3))
    case 7: return .dependency(members)
    default:
      return .quota(
        namespace: random.pick("prod", "test"),
        hard: [
          random.pick("requests.cpu", "cpu"): Quantity(random.number(4...20)),
          "requests.memory": Quantity(random.number(8...40) << 30),
        ],
        used: random.pick([:], ["requests.cpu": Quantity(milli: 500)])
      )
    }
  }

  /// Members, at least one of them named or a selector.
  private static func someMembers(_ vms: [VirtualMachine], _ random: inout SplitMix) -> Members {
    var members = members(vms, &random)
    if members.selector == nil, members.virtualMachines.isEmpty {
      members.virtualMachines = vms.prefix(1).map(\.fullName)
    }
    return members
  }

  private static func members(_ vms: [VirtualMachine], _ random: inout SplitMix) -> Members {
    if random.chance(0.5) {
      return Members(virtualMachines: random.some(of: vms.map(\.fullName)))
    }
    return Members(selector: RandomVMs.selector(&random))
  }
}
