/// What is special about moving VMs of one workload.
public struct WorkloadPolicy: Sendable, Hashable, Codable {
  /// Multiplies the price of their moves; 1 by default.
  public var price: Double
  /// Whether no two of them may be in flight together.
  public var alone: Bool

  /// Creates a policy; the default is none.
  public init(price: Double = 1, alone: Bool = false) {
    self.price = price
    self.alone = alone
  }
}

extension Policy {
  /// What multiplies the price of a VM's moves.
  public func priceFactor(of vm: VirtualMachine) -> Double {
    workloads[vm.workload.rawValue]?.price ?? 1
  }

  /// The workloads of which no two VMs may be in flight together.
  public var lonelyWorkloads: [VirtualMachine.Workload] {
    VirtualMachine.Workload.allCases.filter { workloads[$0.rawValue]?.alone ?? false }
  }
}

extension VirtualMachine.Workload {
  /// What to know before moving such a VM; `nil` where there is nothing particular.
  public var advice: String? {
    switch self {
    case .database:
      "writes memory fast: migrate in a quiet hour, or cold"
    case .cache:
      "writes memory very fast: a live migration may not converge; migrate while idle, or cold"
    case .batch: "migrate between jobs"
    case .web, .general: nil
    }
  }
}
