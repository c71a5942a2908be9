import PlacementModel

/// Why a node ends up as loaded as it does: who comes, who goes, and why the rest stays.
public struct NodeAccount: Sendable, Hashable {
  /// The node before and after.
  public var node: Plan.NodeState
  /// Full names of the VMs that leave for good.
  public var leaving: [String]
  /// Full names of the VMs that arrive for good.
  public var arriving: [String]
  /// The largest VMs that stay or arrive, largest first.
  public var guests: [Guest]
  /// The mean utilisation of the balance set after the plan.
  public var mean: (cpu: Double, memory: Double) { (meanCPU, meanMemory) }
  private var meanCPU: Double
  private var meanMemory: Double

  /// A VM on the node in the end.
  public struct Guest: Sendable, Hashable {
    /// Its full name.
    public var vm: String
    /// Its share of the node's cpu.
    public var cpu: Double
    /// Its share of the node's memory.
    public var memory: Double
    /// The best other node for it, and what the objective would change by.
    public var target: PlanEditError.Target?
    /// Why it goes nowhere, where no node takes it.
    public var reason: String?
  }

  init(
    node: Plan.NodeState,
    leaving: [String],
    arriving: [String],
    guests: [Guest],
    mean: Problem.Load
  ) {
    self.node = node
    self.leaving = leaving
    self.arriving = arriving
    self.guests = guests
    meanCPU = mean[0]
    meanMemory = mean[1]
  }
}

extension PlanEditor {
  /// The largest VMs that an account looks at: more would hide what matters.
  private static let mostGuests = 6

  /// Accounts for a node.
  ///
  /// O(V + N) and for a few VMs O(N · groups).
  ///
  /// - Throws: ``PlanningError`` where there is no such node.
  public func account(of name: String) throws -> NodeAccount {
    let p = problem
    guard let n = nodeID[name], let state = plan.nodes.first(where: { $0.name == name }) else {
      let known = p.inventory.cluster.nodes.prefix(8).map(\.name).joined(separator: ", ")
      throw PlanningError(
        code: .unknownNode,
        message: "there is no node '\(name)'; nodes are \(known)" + (p.nodeCount > 8 ? ", …" : "")
      )
    }
    let end = self.end
    let movers = (0..<p.vmCount).filter { p.isActive($0) && end.node[$0] != p.start[$0] }
    func share(_ v: Int) -> Problem.Load { p.load[v] * p.perAllocatable[n] }
    let guests = (0..<p.vmCount).filter { p.isActive($0) && Int(end.node[$0]) == n }
      .map { (vm: $0, size: share($0)[0] + share($0)[1]) }
      .sorted { ($1.size, $0.vm) < ($0.size, $1.vm) }
      .prefix(Self.mostGuests)
    let mean = p.balanceSet.reduce(Problem.Load.zero) { $0 + end.utilization[$1] }
    return NodeAccount(
      node: state,
      leaving: movers.filter { Int(p.start[$0]) == n }.map { p.names[$0] },
      arriving: movers.filter { Int(end.node[$0]) == n }.map { p.names[$0] },
      guests: guests.map { guest($0.vm, share($0.vm)) },
      mean: mean * p.perBalanceNode
    )
  }

  private func guest(_ vm: Int, _ share: Problem.Load) -> NodeAccount.Guest {
    let p = problem
    let details = p.inventory.cluster.virtualMachines[vm]
    var guest = NodeAccount.Guest(vm: p.names[vm], cpu: share[0], memory: share[1])
    if details.pinned {
      guest.reason = "pinned"
    } else if details.isMigrating {
      guest.reason = "another actor moves it"
    } else {
      guest.target = targets(vm).first
      if guest.target == nil { guest.reason = "no other node takes it" }
    }
    return guest
  }
}

extension NodeAccount {
  /// The account in lines of text.
  public var lines: [String] {
    func percent(_ fraction: Double) -> String { "\(Int((fraction * 100).rounded())) %" }
    var lines = [
      "\(node.name): CPU \(percent(node.cpu.before)) → \(percent(node.cpu.after)), memory "
        + "\(percent(node.memory.before)) → \(percent(node.memory.after)); the mean after the plan "
        + "is \(percent(meanCPU)) and \(percent(meanMemory))"
    ]
    if !node.balanced {
      lines.append("- It takes nobody in: not Ready, cordoned, or being drained.")
    }
    if !leaving.isEmpty { lines.append("- Leaving: \(Self.list(leaving))") }
    if !arriving.isEmpty { lines.append("- Arriving: \(Self.list(arriving))") }
    if guests.isEmpty { return lines + ["- No running VM is left on it."] }
    lines.append("- The largest VMs that are on it then:")
    for guest in guests {
      let size = "\(guest.vm) (CPU \(percent(guest.cpu)), memory \(percent(guest.memory)))"
      if let target = guest.target {
        let thousandths = Int((target.objective * 1_000).rounded())
        let price = Self.decimal(thousandths)
        let verdict =
          thousandths > 0
          ? "moving it would cost more than it brings" : "moving it would not pay"
        lines.append(
          "  - \(size): best elsewhere on \(target.node), objective \(price)"
            + (thousandths < 0 ? "" : "; \(verdict)")
        )
      } else {
        lines.append("  - \(size): stays, \(guest.reason ?? "no other node takes it")")
      }
    }
    return lines
  }

  private static func decimal(_ thousandths: Int) -> String {
    let (whole, rest) = abs(thousandths).quotientAndRemainder(dividingBy: 1_000)
    let digits = String(1_000 + rest).dropFirst()
    return "\(thousandths < 0 ? "-" : "+")\(whole).\(digits)"
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ")
      + (names.count > 8 ? " and \(names.count - 8) more" : "")
  }
}
