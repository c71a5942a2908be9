import PlacementModel

/// What happens in a simulated cluster as time passes.
extension SimulatedCluster {
  mutating func pass(_ seconds: Double) {
    let end = time + max(seconds, 0)
    while time < end {
      time = min(nextEvent, end)
      strike()
      settle()
    }
  }

  /// When something happens next by itself.
  private var nextEvent: Double {
    var next = Double.infinity
    func consider(_ moment: Double?) {
      if let moment, moment > time { next = min(next, moment) }
    }
    for due in dues.values { consider(due) }
    for w in underWay {
      consider(transfers[w].began + 1)
      consider(transfers[w].ends)
    }
    for fault in faults { consider(fault.moment.map { start + $0 }) }
    return next
  }

  /// What goes wrong by itself when its time has come.
  mutating func strike() {
    for (i, fault) in faults.enumerated().reversed() {
      switch fault {
      case .vanishes(let vm, let at) where time >= start + at:
        machines[vm] = nil
        for w in transfers.indices where transfers[w].transfer.vm == vm {
          if transfers[w].transfer.isUnderWay {
            transfers[w].transfer.phase = .failed
            transfers[w].transfer.message = "the VMI was deleted"
          }
        }
      case .isStopped(let vm, let at) where time >= start + at:
        guard machines[vm]?.power == .running else { break }
        machines[vm]?.power = .stopped
        machines[vm]?.isWanted = false
        machines[vm]?.settings = Settings("Halted")
        end(of: vm, because: "the VMI was shut down")
      case .notReady(let node, let at) where time >= start + at: unready.insert(node)
      case .isCordoned(let node, let at) where time >= start + at: cordoned.insert(node)
      case .isMigrated(let vm, let to, let at, let seconds) where time >= start + at:
        var work = Work(
          transfer: Transfer(
            name: "foreign-\(vm)",
            vm: vm,
            source: machines[vm]?.node,
            target: to,
            phase: .running
          ),
          began: time,
          ends: time + seconds
        )
        work.isForeign = true
        append(work)
      default: continue
      }
      isChanged = true
      faults.remove(at: i)
    }
  }

  mutating func append(_ work: Work) {
    underWay.append(transfers.count)
    transfers.append(work)
    isChanged = true
  }

  mutating func end(of vm: String, because reason: String) {
    for w in transfers.indices
    where transfers[w].transfer.vm == vm && transfers[w].transfer.isUnderWay {
      transfers[w].transfer.phase = .failed
      transfers[w].transfer.message = reason
    }
  }

  mutating func settle() {
    for name in dues.filter({ time >= $0.value }).keys.sorted() {
      dues[name] = nil
      guard let machine = machines[name] else { continue }
      isChanged = true
      switch machine.power {
      case .stopping:
        machines[name]?.power = .stopped
      case .starting:
        guard !isHeldDown(name), let node = machine.bound ?? freeNode(for: machine.model) else {
          // It goes on trying.
          dues[name] = time + 5
          continue
        }
        guard takes(node), fits(machine.model, on: node) else {
          dues[name] = time + 5
          continue
        }
        machines[name]?.node = node
        machines[name]?.power = .running
      case .running, .stopped: break
      }
    }
    for w in underWay { settle(w) }
    underWay.removeAll { !transfers[$0].transfer.isUnderWay }
    record.mostAtOnce = max(
      record.mostAtOnce,
      underWay.count { transfers[$0].transfer.phase != .queued && !transfers[$0].isForeign }
    )
    if isChanged {
      record.overfull.formUnion(overfullNodes().subtracting(initial))
      isChanged = false
    }
  }

  mutating func settle(_ w: Int) {
    let transfer = transfers[w].transfer
    switch transfer.phase {
    case .queued:
      if let words = queueWords(transfer.vm) {
        transfers[w].transfer.message = words
      } else if time >= transfers[w].began + 1 {
        transfers[w].transfer.phase = .scheduling
      }
    case .scheduling:
      guard let vm = machines[transfer.vm], let target = transfer.target, takes(target),
        fits(vm.model, on: target)
      else {
        transfers[w].transfer.message = "0/\(inventory.cluster.nodes.count) nodes are available"
        return
      }
      isChanged = true
      transfers[w].transfer.phase = .running
      transfers[w].ends = time + seconds(vm.model)
    case .running:
      guard let ends = transfers[w].ends, time >= ends else { return }
      isChanged = true
      if let failure = transfers[w].failure {
        transfers[w].transfer.phase = .failed
        transfers[w].transfer.message = failure
      } else {
        transfers[w].transfer.phase = .succeeded
        machines[transfer.vm]?.node = transfers[w].landing ?? transfer.target
      }
    case .succeeded, .failed: break
    }
  }

  func seconds(_ vm: VirtualMachine) -> Double {
    let bandwidth = inventory.policy.migration.bandwidth.value
    return bandwidth > 0 ? (vm.guest[.memory].value / bandwidth).rounded(.up) : 1
  }
}
