/// Whether a VM is there, and where.
enum Presence: Equatable {
  /// It runs, or should; without a node it waits for one.
  case active(node: String?, isPaused: Bool)
  case stopped
  /// It is on its way out: what its pod still requests is nobody's to move.
  case leaving

  /// Judges by the instance where there is one that has not ended, else by the VM's own status.
  ///
  /// `pod` is the node of its virt-launcher; the second value says what looks wrong.
  static func of(
    machine: MachineObject?,
    instance: InstanceObject?,
    pod: String?
  ) -> (presence: Presence, doubt: String?) {
    if let machine, machine.object.metadata.isTerminating {
      return (.leaving, "is being deleted and left out; what its pod requests stays reserved")
    }
    if let instance, !instance.isFinished {
      return of(instance, machine: machine, pod: pod)
    }
    guard let machine else { return (.leaving, nil) }
    return of(machine, pod: pod)
  }

  private static func of(
    _ instance: InstanceObject,
    machine: MachineObject?,
    pod: String?
  ) -> (Presence, String?) {
    if instance.object.metadata.isTerminating {
      return (
        machine == nil ? .leaving : .stopped,
        "is shutting down and counts as stopped; what its pod requests stays reserved"
      )
    }
    let node = instance.node ?? pod
    if node == nil, instance.phase == "WaitingForSync" { return (.stopped, nil) }
    return (.active(node: node, isPaused: instance.isPaused), nil)
  }

  private static func of(_ machine: MachineObject, pod: String?) -> (Presence, String?) {
    switch machine.status {
    case "": return (machine.shouldRun ? .active(node: nil, isPaused: false) : .stopped, nil)
    case "Starting", "ErrorUnschedulable": return (.active(node: pod, isPaused: false), nil)
    case "Running", "Migrating", "Paused", "Unknown":
      if let pod { return (.active(node: pod, isPaused: machine.status == "Paused"), nil) }
      return (
        .stopped,
        "is \(machine.status), yet no VirtualMachineInstance of it runs; it counts as stopped"
      )
    case "Stopped", "Stopping", "Terminating", "WaitingForReceiver": return (.stopped, nil)
    default:
      let doubt =
        machine.shouldRun
        ? "should run but cannot (\(InputText.printable(machine.status))); it counts as stopped"
        : nil
      return (.stopped, doubt)
    }
  }
}
