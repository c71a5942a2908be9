import PlacementModel

/// What typically lies behind a failure, and what to do about it.
struct FailureAdvice {
  var typically: String
  var causes: [String]
  var recommendations: [String]

  static func of(_ move: MoveOutcome) -> FailureAdvice {
    switch move.cause ?? .other {
    case .timeout:
      FailureAdvice(
        typically: "Migration timeout typically occurs when:",
        causes: [
          "The VM writes memory faster than it is copied (database, caching workload)",
          "Network bandwidth is insufficient", "The VM is very large (above 32 GiB)",
        ],
        recommendations: [
          "Reduce the workload and retry", "Retry as a cold migration (~30-60s downtime)",
          "Check the network, or raise completionTimeoutPerGiB",
        ]
      )
    case .notStarted, .unschedulable, .notUp:
      FailureAdvice(
        typically: "A VM that does not get onto its node is typically kept away by:",
        causes: [
          "Requests that no longer fit", "Taints, node selectors or affinity",
          "A volume that cannot be attached there, or an image that cannot be pulled",
        ],
        recommendations: [
          "Read the scheduler's words above", "Make room on the target and retry",
          "Skip it and plan again",
        ]
      )
    case .quota:
      FailureAdvice(
        typically: "A live migration needs room for a second pod in the namespace's quota.",
        causes: ["The quota is full, or others in the namespace migrate at the same time"],
        recommendations: ["Raise the quota and retry", "Retry as a cold migration"]
      )
    case .forbidden:
      FailureAdvice(
        typically: "Rights are missing:",
        causes: [
          "create and delete on virtualmachineinstancemigrations", "patch on virtualmachines",
        ],
        recommendations: ["Apply deploy/executor-rbac.yaml and retry"]
      )
    case .wrongNode:
      FailureAdvice(
        typically: "The VM runs, but elsewhere than planned:",
        causes: ["Somebody else moved it, or the target's hostname label is not unique"],
        recommendations: ["Skip it and plan again with the cluster as it is now"]
      )
    case .vanished, .interference, .cancelled:
      FailureAdvice(
        typically: "Somebody else acts on the VM:",
        causes: ["Its owner, a descheduler, an upgrade or a drain"],
        recommendations: ["Find out who, then retry or skip it"]
      )
    case .unavailable:
      FailureAdvice(
        typically: "The cluster did not answer:",
        causes: ["The API server, the network or a proxy on the way is down"],
        recommendations: ["Check with kubectl get nodes, then resume"]
      )
    case .rejected, .other:
      FailureAdvice(
        typically: "The platform gave the reason above.",
        causes: ["kubectl describe vmi tells more, and so does virt-controller's log"],
        recommendations: [
          "Retry after removing the cause", "Retry as a cold migration", "Skip it",
        ]
      )
    }
  }
}
