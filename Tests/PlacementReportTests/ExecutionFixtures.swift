import PlacementModel

/// Runs that ended in every way, as their reports are given.
enum ExecutionFixtures {
  static let all: [(name: String, report: ExecutionReport)] = [
    ("run-complete", complete), ("run-partial", partial), ("run-paused", paused),
    ("run-interrupted", interrupted), ("run-aborted", aborted), ("run-hostile", hostile),
  ]

  private static func move(
    _ id: Int,
    _ vm: String,
    _ from: String?,
    _ to: String,
    _ state: MoveOutcome.State,
    type: Plan.MigrationType = .live,
    seconds: Double? = nil,
    message: String? = nil,
    cause: FailureCause? = nil,
    leftover: String? = nil
  ) -> MoveOutcome {
    MoveOutcome(
      id: id,
      vm: vm,
      from: from,
      to: to,
      type: type,
      state: state,
      began: seconds.map { _ in 1_764_000_000 },
      seconds: seconds,
      message: message,
      cause: cause,
      leftover: leftover
    )
  }

  private static func node(
    _ name: String,
    cpu: (Double, Double),
    memory: (Double, Double)
  ) -> Plan.NodeState {
    let cpu = Plan.Change(before: cpu.0, after: cpu.1)
    let memory = Plan.Change(before: memory.0, after: memory.1)
    return Plan.NodeState(
      name: name,
      vms: .init(before: 3, after: 2),
      cpu: cpu,
      memory: memory,
      allocation: .init(cpu: cpu, memory: memory),
      requests: .init(cpu: cpu, memory: memory),
      capacity: .init(cpu: 32, memory: 128 * 1_073_741_824),
      balanced: true
    )
  }

  private static let nodes = [
    node("worker-01", cpu: (0.85, 0.68), memory: (0.72, 0.59)),
    node("worker-02", cpu: (0.78, 0.58), memory: (0.65, 0.52)),
    node("worker-03", cpu: (0.42, 0.62), memory: (0.48, 0.61)),
    node("worker-04", cpu: (0.38, 0.55), memory: (0.51, 0.63)),
  ]

  private static let balance = Plan.Balance(
    cpu: .init(before: 0.2094, after: 0.0485),
    memory: .init(before: 0.0987, after: 0.0403),
    count: .init(before: 1, after: 0.5)
  )

  private static func report(
    _ status: ExecutionReport.Status,
    _ moves: [MoveOutcome],
    reason: String? = nil,
    isSimulated: Bool = false,
    isRead: Bool = true,
    warnings: [String] = []
  ) -> ExecutionReport {
    ExecutionReport(
      run: "rk3x9w2ab",
      planDigest: "sha256:4f2c",
      status: status,
      reason: reason,
      isSimulated: isSimulated,
      moves: moves,
      seconds: 156,
      nodes: isRead ? nodes : [],
      balance: isRead ? balance : nil,
      warnings: warnings
    )
  }

  private static let first = [
    move(1, "prod/database-01", "worker-01", "worker-03", .done, seconds: 42),
    move(2, "prod/web-server-02", "worker-01", "worker-04", .done, seconds: 38),
  ]

  static let complete = report(
    .complete,
    first + [
      move(3, "prod/cache-vm", "worker-02", "worker-04", .done, seconds: 35),
      move(4, "prod/app-05", "worker-02", "worker-03", .done, type: .cold, seconds: 41),
    ]
  )

  static let partial = report(
    .partial,
    first + [
      move(
        3,
        "prod/cache-vm",
        "worker-02",
        "worker-04",
        .dropped,
        message: "target node worker-04 is cordoned; uncordon it or choose a different target"
      ),
      move(
        4,
        "prod/app-05",
        "worker-02",
        "worker-03",
        .skipped,
        type: .cold,
        seconds: 660,
        message: "not up within 600 s: 0/4 nodes are available; runs on worker-02 with its former "
          + "settings"
      ),
    ],
    warnings: [
      "Migration #3 (prod/cache-vm) failed validation: target node worker-04 is cordoned; uncordon "
        + "it or choose a different target. Proceeding with remaining migrations."
    ]
  )

  static let paused = report(
    .paused,
    first + [
      move(
        3,
        "prod/cache-vm",
        "worker-02",
        "worker-04",
        .failed,
        seconds: 2700,
        message: "Live migration failed: not completed after 2700 seconds",
        cause: .timeout
      ),
      move(
        4,
        "prod/app-05",
        "worker-02",
        "worker-03",
        .failed,
        type: .cold,
        seconds: 600,
        message: "not up within 600 s: 0/4 nodes are available: 1 Insufficient cpu",
        cause: .unschedulable,
        leftover: "it is started and waits to come up, not with its former settings, which are: "
          + #"{"runStrategy":"Manual"}"#
      ),
      move(5, "prod/api-gateway", "worker-02", "worker-03", .pending),
    ],
    reason: "migration 3 (prod/cache-vm) failed"
  )

  static let interrupted = report(
    .paused,
    first + [
      move(
        3,
        "prod/cache-vm",
        "worker-02",
        "worker-04",
        .running,
        seconds: 15,
        message: "Migrating to worker-04"
      ),
      move(4, "prod/api-gateway", "worker-02", "worker-03", .pending),
    ],
    reason: "interrupted twice"
  )

  static let aborted = report(
    .aborted,
    first + [
      move(
        3,
        "prod/cache-vm",
        "worker-02",
        "worker-04",
        .skipped,
        seconds: 20,
        message: "the migration was called off"
      ),
      move(4, "prod/api-gateway", "worker-02", "worker-03", .notAttempted),
    ],
    isSimulated: true,
    isRead: false,
    warnings: ["the cluster could not be read at the end: connection refused"]
  )

  /// Names and words that somebody chose to break the page.
  static let hostile = report(
    .paused,
    [
      move(
        1,
        "prod/<script>alert(1)</script>",
        "worker|01",
        "*worker*`02`",
        .failed,
        seconds: 1,
        message: "</style><img src=x onerror=alert(1)> | \u{202E}gnorw\n# heading",
        cause: .other,
        leftover: "[link](javascript:alert(1))"
      )
    ],
    reason: "</title><script>alert(2)</script>"
  )
}
