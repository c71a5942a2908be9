import PlacementModel

/// The plans whose reports are kept as golden files.
enum PlanFixtures {
  typealias Move = ClusterFixture.Move

  /// Four workers, two of them busy.
  static let workers = ClusterFixture(
    machines: [
      .init(name: "worker-01", cores: 32, gib: 128, other: (1.6, 8)),
      .init(name: "worker-02", cores: 32, gib: 128, other: (1.6, 8)),
      .init(name: "worker-03", cores: 32, gib: 128, other: (1.6, 8)),
      .init(name: "worker-04", cores: 32, gib: 128, other: (1.6, 8)),
    ],
    guests: [
      .init(name: "prod/database-01", node: "worker-01", vcpus: 4, gib: 16, busy: (0.9, 0.8)),
      .init(name: "prod/web-server-02", node: "worker-01", vcpus: 4, gib: 8, busy: (0.8, 0.6)),
      .init(name: "prod/erp-01", node: "worker-01", vcpus: 12, gib: 40, busy: (0.8, 0.9)),
      .init(name: "prod/erp-02", node: "worker-01", vcpus: 10, gib: 32, busy: (0.8, 0.9)),
      .init(name: "prod/cache-vm", node: "worker-02", vcpus: 4, gib: 12, busy: (0.85, 0.9)),
      .init(name: "prod/api-gateway", node: "worker-02", vcpus: 4, gib: 8, busy: (0.8, 0.5)),
      .init(name: "dev/app-vm-05", node: "worker-02", vcpus: 2, gib: 4, busy: (0.5, 0.5)),
      .init(name: "prod/mail-01", node: "worker-02", vcpus: 16, gib: 64, busy: (0.9, 0.7)),
      .init(name: "prod/files-01", node: "worker-03", vcpus: 12, gib: 48, busy: (0.85, 0.9)),
      .init(name: "dev/ci-01", node: "worker-03", vcpus: 4, gib: 16, busy: (0.4, 0.5)),
      .init(name: "prod/wiki-01", node: "worker-04", vcpus: 8, gib: 32, busy: (0.9, 0.9)),
      .init(name: "dev/ci-02", node: "worker-04", vcpus: 8, gib: 32, busy: (0.4, 0.6)),
    ]
  )

  static let fiveMoves: [Move] = [
    Move(
      vm: "prod/web-server-02",
      to: "worker-04",
      batch: 1,
      instanceType: "u1.large"
    ),
    Move(vm: "prod/database-01", to: "worker-03", batch: 1, instanceType: "u1.xlarge"),
    Move(vm: "prod/api-gateway", to: "worker-03", batch: 1, instanceType: "u1.large"),
    Move(vm: "prod/cache-vm", to: "worker-04", batch: 2, instanceType: "m1.large"),
    Move(
      vm: "dev/app-vm-05",
      to: "worker-04",
      type: .cold,
      batch: 3,
      instanceType: "u1.medium",
      notes: ["RWO storage"]
    ),
  ]

  static let balance = workers.plan(fiveMoves, goal: Goal(maxMigrations: 10))

  static let balanced: Plan = {
    var cluster = workers
    for move in fiveMoves {
      for index in cluster.guests.indices where cluster.guests[index].name == move.vm {
        cluster.guests[index].node = move.to
      }
    }
    return cluster.plan(status: .balanced)
  }()

  /// A drain that two VMs stand in the way of, one for many reasons.
  static let infeasible: Plan = {
    var cluster = workers
    cluster.machines[1].balanced = false
    let capacity = (5...18).map { number in
      Reason(
        node: "worker-\(number < 10 ? "0" : "")\(number)",
        code: .capacity(.memory),
        message: "needs 64 GiB, \(number) GiB are free"
      )
    }
    return cluster.plan(
      goal: Goal(drain: ["worker-02"]),
      status: .infeasible,
      method: .greedy,
      termination: .infeasible,
      blocked: [
        .init(
          vm: "prod/mail-01",
          reasons: [
            Reason(
              node: "worker-01",
              code: .capacity(.cpu),
              message: "needs 16 cores, 2 are free"
            ),
            Reason(
              node: "worker-03",
              code: .taint,
              message: "dedicated=gpu:NoSchedule is not tolerated"
            ),
            Reason(
              node: "worker-04",
              code: .taint,
              message: "dedicated=gpu:NoSchedule is not tolerated"
            ),
          ] + capacity
        ),
        .init(
          vm: "prod/api-gateway",
          reasons: [Reason(node: nil, code: .pinned, message: "annotated never to move")]
        ),
        .init(
          vm: "prod/cache-vm",
          reasons: [Reason(node: nil, code: .pinned, message: "annotated never to move")]
        ),
      ],
      relaxations: [
        .init(message: "tolerate dedicated=gpu:NoSchedule on prod/mail-01"),
        .init(message: "allow prod/api-gateway to move"),
      ],
      warnings: ["worker-02 is not cordoned: new pods may still land there"]
    )
  }()

  static let partial: Plan = {
    var cluster = workers
    cluster.machines[1].balanced = false
    return cluster.plan(
      [
        Move(vm: "prod/api-gateway", to: "worker-03", batch: 1, flags: [.forced]),
        Move(vm: "prod/cache-vm", to: "worker-04", batch: 1, flags: [.forced]),
        Move(
          vm: "dev/app-vm-05",
          to: "worker-04",
          type: .cold,
          batch: 2,
          flags: [.forced],
          notes: ["RWO storage"]
        ),
      ],
      goal: Goal(drain: ["worker-02"], maxMigrations: 10, onInfeasible: .partial),
      status: .partial,
      method: .search,
      termination: .timeLimit,
      bound: 0.4,
      fallback: "exact gave up: more than 2000 binaries",
      blocked: [
        .init(
          vm: "prod/mail-01",
          reasons: ["worker-01", "worker-03", "worker-04"].map {
            Reason(node: $0, code: .capacity(.memory), message: "needs 64 GiB, too little is free")
          }
        )
      ]
    )
  }()

  static let overcommit: Plan = {
    var cluster = workers
    cluster.machines[3].cores = 16
    cluster.machines[3].gib = 64
    return cluster.plan(
      [
        Move(vm: "prod/database-01", to: "worker-04", batch: 1),
        Move(vm: "prod/cache-vm", to: "worker-03", batch: 1),
      ],
      goal: Goal(optimize: .count, migrationCost: 0),
      loadSource: .requests
    )
  }()

  /// Every unusual kind of move at once.
  static let unusual: Plan = {
    var cluster = workers
    cluster.machines[1].balanced = false
    cluster.guests.append(.init(name: "prod/new-01", node: nil, vcpus: 2, gib: 4))
    cluster.guests.append(
      .init(name: "dev/old-01", node: "worker-02", vcpus: 2, gib: 4, stopped: true)
    )
    return cluster.plan(
      [
        Move(vm: "prod/new-01", to: "worker-04", type: .place, batch: 1),
        Move(vm: "dev/ci-01", to: "worker-04", batch: 2, kind: .parking),
        Move(vm: "prod/mail-01", to: "worker-03", batch: 3, flags: [.forced]),
        Move(vm: "dev/ci-01", to: "worker-01", batch: 4),
        Move(vm: "prod/api-gateway", to: "worker-04", batch: 5, flags: [.forced]),
        Move(
          vm: "prod/cache-vm",
          to: "worker-04",
          type: .cold,
          batch: 6,
          flags: [.coldFallback, .forced],
          reason: "no node has room for both copies while it migrates"
        ),
        Move(
          vm: "dev/app-vm-05",
          to: "worker-01",
          type: .cold,
          batch: 7,
          flags: [.forced],
          notes: ["RWO storage"]
        ),
        Move(
          vm: "dev/old-01",
          to: "worker-03",
          type: .cold,
          batch: 8,
          flags: [.forced],
          notes: ["VM is stopped"]
        ),
      ],
      goal: Goal(optimize: .none, drain: ["worker-02"], onInfeasible: .relax),
      stay: 0.07,
      relaxations: [
        .init(message: "let dev/ci-01 run on worker-01", applied: true),
        .init(message: "uncordon worker-05"),
      ],
      warnings: ["1 VM has no measured usage; its requests count instead"]
    )
  }()

  /// Names that nobody who means well would choose.
  static let hostile: Plan = {
    let nasty = [
      "prod/a|b|c",
      "prod/`rm -rf`",
      "prod/<img src=x onerror=alert(1)>",
      "prod/line\nbreak\r\n# Hi",
      "prod/\u{1B}[31mred\u{1B}[0m\u{7}",
      "prod/**bold** _x_ ~~y~~",
      "prod/[click](http://evil.test)",
      "prod/www.evil.test @everyone #42 &amp; $x$",
      "prod/\u{202E}desrever\u{200B}",
      "prod/名前-漢字-🚀",
    ]
    let cluster = ClusterFixture(
      machines: [
        .init(name: "node|1", cores: 32, gib: 128),
        .init(name: "node\n2 \u{1B}]0;title\u{7}", cores: 32, gib: 128),
        .init(name: "节点三", cores: 32, gib: 128, balanced: false),
      ],
      guests: nasty.map { .init(name: $0, node: "node|1", vcpus: 2, gib: 8) }
    )
    let targets = ["node\n2 \u{1B}]0;title\u{7}", "节点三"]
    let moves = nasty.enumerated().map { index, name in
      Move(
        vm: name,
        to: targets[index % 2],
        type: index == 2 ? .cold : .live,
        batch: index / 5 + 1,
        flags: index == 2 ? [.coldFallback] : [],
        reason: "<script>alert('x')</script>\n| - |",
        instanceType: "u1|`x`",
        notes: ["note | with\tpipe", "*"]
      )
    }
    return cluster.plan(
      moves,
      goal: Goal(drain: ["node|1", "<b>"]),
      fallback: "</td>\u{1B}[2J",
      blocked: [
        .init(
          vm: "1. x\n- y",
          reasons: [Reason(node: "#n", code: ReasonCode(rawValue: "a|b"), message: "- [ ] *m*")]
        )
      ],
      relaxations: [.init(message: "- - -\n# big"), .init(message: "2) two", applied: true)],
      warnings: ["# heading", "1. first", "    code", "> quote", "+ plus", "```\nfence", ""]
    )
  }()

  /// Forty nodes, ten of them giving twenty VMs each to another ten.
  static let large: Plan = {
    let names = (1...40).map { "worker-\($0 < 10 ? "0" : "")\($0)" }
    let cluster = ClusterFixture(
      machines: names.map { .init(name: $0, cores: 64, gib: 512, other: (2, 16)) },
      guests: (0..<600).map { index in
        .init(
          name: "team-\(index % 7)/vm-\(index + 1)",
          node: names[index < 400 ? index / 40 : index % 40],
          vcpus: 1,
          gib: 4,
          busy: (0.8, 0.7)
        )
      }
    )
    let moves = (0..<200).map { index in
      Move(
        vm: "team-\(index * 2 % 7)/vm-\(index * 2 + 1)",
        to: names[10 + index % 10],
        batch: index / 5 + 1,
        instanceType: "u1.small"
      )
    }
    return cluster.plan(moves, method: .search, termination: .workLimit, bound: 0.3)
  }()

  /// Every plan by the name of its golden file.
  static let all: [(name: String, plan: Plan)] = [
    ("balance", balance), ("balanced", balanced), ("infeasible", infeasible),
    ("partial", partial), ("overcommit", overcommit), ("unusual", unusual), ("hostile", hostile),
    ("large", large),
  ]
}
