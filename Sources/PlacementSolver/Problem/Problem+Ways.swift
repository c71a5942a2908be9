import PlacementModel

/// How VMs get to nodes.
extension Problem {
  /// How a VM would move to a node, and what that costs; `nil` where rules on the two forbid it.
  ///
  /// O(1). The current node is no move: `nil`.
  @inline(__always)
  func move(_ vm: Int, to node: Int) -> Move? {
    move(vm, to: node, way(vm, to: node))
  }

  /// How a VM would move to a node that it need not end on, such as a parking place.
  func passage(_ vm: Int, to node: Int) -> Move? { move(vm, to: node, openWay(vm, to: node)) }

  @inline(__always)
  private func move(_ vm: Int, to node: Int, _ way: Tables.Way) -> Move? {
    guard Int(start[vm]) != node else { return nil }
    let price = price[vm] * way.factor
    switch way {
    case .none: return nil
    case .live: return Move(type: .live, price: price)
    case .cold: return Move(type: .cold, price: price)
    case .stopped: return Move(type: .cold, price: price)
    case .fallback, .lastResort:
      return Move(type: .cold, price: price, isFallback: true)
    case .place: return Move(type: .place, price: 0)
    }
  }

  /// How a VM would get to a node that is not its own.
  ///
  /// The same for all VMs of a ``MobilityClass``. O(1).
  func way(_ vm: Int, to node: Int) -> Tables.Way {
    if !stipulated.isEmpty, let end = stipulated[vm], Int(end) != node { return .none }
    return openWay(vm, to: node)
  }

  /// The same with what is stipulated left aside.
  private func openWay(_ vm: Int, to node: Int) -> Tables.Way {
    guard inBalance[node] else { return .none }
    let pair = eligibility.index(vm, node)
    switch role[vm] {
    case .frozen, .idle: return .none
    case .unplaced: return mayGo[vm].live && eligibility.admits(vm, on: node) ? .place : .none
    case .idleForced:
      return mayMoveStopped[vm] && eligibility.admits(vm, on: node) ? .stopped : .none
    case .movable, .forced:
      if canMigrateLive[vm] && eligibility.obstacles[pair].isEmpty && mayGo[vm].live
        && hasInboundSlot[node]
      {
        return .live
      }
      guard mayGo[vm].cold, eligibility.coldObstacles[pair].isEmpty else { return .none }
      if !canMigrateLive[vm] { return .cold }
      switch goal.coldFallback {
      case .never: return .none
      case .always: return isLeaving(vm) ? .lastResort : .fallback
      case .forced: return isLeaving(vm) ? .lastResort : .none
      }
    }
  }

  /// Whether a drain forces a VM to move: then a cold move is the last resort.
  func isLeaving(_ vm: Int) -> Bool { role[vm] == .forced && isDrained[Int(start[vm])] }

  /// What decides how a VM moves: VMs that have all of it in common move alike.
  struct MobilityClass: Hashable {
    var eligibility: Int32
    var role: Role
    var canMigrateLive: Bool
    var mayGoLive: Bool
    var mayGoCold: Bool
    var mayMoveStopped: Bool
    var isDrained: Bool
    var stipulated: Int32?
  }

  func mobilityClass(of vm: Int) -> MobilityClass {
    MobilityClass(
      eligibility: eligibility.classOf[vm],
      role: role[vm],
      canMigrateLive: canMigrateLive[vm],
      mayGoLive: mayGo[vm].live,
      mayGoCold: mayGo[vm].cold,
      mayMoveStopped: mayMoveStopped[vm],
      isDrained: start[vm] >= 0 && isDrained[Int(start[vm])],
      stipulated: stipulated.isEmpty ? nil : stipulated[vm]
    )
  }

  struct Move {
    var type: Plan.MigrationType
    /// Its share of the objective.
    var price: Double
    var isFallback = false
  }
}
