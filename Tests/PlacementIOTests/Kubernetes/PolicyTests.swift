import PlacementIO
import PlacementModel
import Testing

@Suite("Limits and quotas of a cluster")
struct ClusterPolicyTests {
  private func kubeVirt(_ migrations: String) -> String {
    """
    apiVersion: kubevirt.io/v1
    kind: KubeVirt
    metadata: {name: kubevirt, namespace: kubevirt}
    spec: {configuration: {migrations: {\(migrations)}}}
    """
  }

  private func hyperConverged(_ spec: String, version: String = "v1beta1") -> String {
    """
    apiVersion: hco.kubevirt.io/\(version)
    kind: HyperConverged
    metadata: {name: kubevirt-hyperconverged, namespace: openshift-cnv}
    spec: {\(spec)}
    """
  }

  private func limits(_ objects: String...) throws -> MigrationPolicy {
    try Objects.read(([Objects.node("n1")] + objects).joined(separator: "\n---\n"))
      .inventory.policy.migration
  }

  @Test func withoutSettingsTheDefaultsHold() throws {
    #expect(try limits() == MigrationPolicy())
  }

  @Test func kubeVirtTellsTheLimits() throws {
    let limits = try limits(
      kubeVirt(
        """
        parallelMigrationsPerCluster: 8, parallelOutboundMigrationsPerNode: 1,
        bandwidthPerMigration: 128Mi, completionTimeoutPerGiB: 20
        """
      )
    )
    #expect(limits.parallelPerCluster == 8)
    #expect(limits.parallelOutboundPerNode == 1)
    #expect(limits.parallelInboundPerNode == 2)
    #expect(limits.bandwidth == Quantity(128 << 20))
    #expect(limits.completionTimeoutPerGiB == 20)
  }

  @Test(arguments: ["0", "\"0\"", "\"\""])
  func noBandwidthLimitTellsNothingOfTheSpeed(text: String) throws {
    #expect(
      try limits(kubeVirt("bandwidthPerMigration: \(text)")).bandwidth == Quantity(64 << 20)
    )
  }

  @Test func kubeVirtWinsOverHyperConverged() throws {
    let hyper = hyperConverged(
      "liveMigrationConfig: {parallelMigrationsPerCluster: 3, completionTimeoutPerGiB: 800}"
    )
    #expect(try limits(hyper).parallelPerCluster == 3)
    let both = try limits(kubeVirt("parallelMigrationsPerCluster: 7"), hyper)
    #expect(both.parallelPerCluster == 7)
    #expect(both.completionTimeoutPerGiB == 800)
  }

  @Test func theNewerHyperConvergedGroupsItsFields() throws {
    let hyper = hyperConverged(
      "virtualization: {liveMigrationConfig: {parallelMigrationsPerCluster: 3}}",
      version: "v1"
    )
    #expect(try limits(hyper).parallelPerCluster == 3)
  }

  @Test func aPolicyForAllMachinesSetsThePaceAndAnotherWarns() throws {
    func read(_ selectors: String) throws -> KubernetesInventory {
      try Objects.read(
        Objects.node("n1"),
        Objects.machine("a"),
        Objects.instance("a", metadata: "labels: {tier: db}"),
        Objects.machine("b"),
        Objects.instance("b"),
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: prod, labels: {env: production}}
        """,
        """
        apiVersion: migrations.kubevirt.io/v1alpha1
        kind: MigrationPolicy
        metadata: {name: fast}
        spec: {bandwidthPerMigration: 1Gi, completionTimeoutPerGiB: 10, selectors: {\(selectors)}}
        """
      )
    }
    let all = try read("namespaceSelector: {env: production}")
    #expect(all.inventory.policy.migration.bandwidth == Quantity(1 << 30))
    #expect(all.inventory.policy.migration.completionTimeoutPerGiB == 10)
    let some = try read("virtualMachineInstanceSelector: {tier: db}")
    #expect(some.inventory.policy.migration == MigrationPolicy())
    #expect(
      some.warnings.contains { $0.contains("migration policy fast sets another pace for 1 of 2") }
    )
    let none = try read("namespaceSelector: {env: staging}")
    #expect(none.inventory.policy.migration == MigrationPolicy())
  }

  private func quota(_ hard: String, used: String? = nil, more: String = "") -> String {
    Objects.object(
      "ResourceQuota",
      "v1",
      "compute",
      "spec: {hard: {\(hard)}\(more)}\nstatus: {\(used.map { "used: {\($0)}" } ?? "")}"
    )
  }

  private func quotas(_ quota: String) throws -> KubernetesInventory {
    try Objects.read(
      Objects.node("n1"),
      Objects.node("n2"),
      Objects.machine("a"),
      Objects.instance("a"),
      Objects.launcher("a"),
      Objects.launcher("a", node: "n2", pod: "target"),
      Objects.migration("m", of: "a"),
      Objects.pod(
        "other",
        spec: "nodeName: n1, containers: [{name: c, resources: {requests: {cpu: 50m}}}]"
      ),
      quota
    )
  }

  @Test func whatOthersUseIsWhatRemainsWithoutTheMachines() throws {
    let read = try quotas(
      quota(
        #"requests.cpu: "4", memory: 64Gi, pods: "10", requests.nvidia.com/A10: "2""#,
        used: #"requests.cpu: 450m, memory: 9000Mi, pods: "3", requests.nvidia.com/A10: "0""#
      )
    )
    // Both pods of the VM on its way are its own.
    #expect(
      read.inventory.rules == [
        Rule(
          name: "quota prod/compute",
          demand: .quota(
            namespace: "prod",
            hard: [
              .cpu: Quantity(4), .memory: Quantity(64 << 30), .pods: Quantity(10),
              "nvidia.com/A10": Quantity(2),
            ],
            used: [.cpu: Quantity(milli: 50), .pods: Quantity(1)]
          )
        )
      ]
    )
  }

  @Test func withoutAStatusThePodsTell() throws {
    guard
      case .quota(let demand)? = try quotas(quota(#"cpu: "4", pods: "9""#)).inventory.rules
        .first?.demand
    else {
      Issue.record("no quota")
      return
    }
    #expect(demand.used == [.cpu: Quantity(milli: 50), .pods: Quantity(1)])
  }

  @Test func limitsCountContainersLimits() throws {
    let quota = try #require(
      try quotas(quota(#"limits.cpu: "4""#)).inventory.rules.first?.quota
    )
    #expect(quota.hard == ["limits.cpu": Quantity(4)])
    #expect(quota.used == [:])
  }

  @Test func twoInstallationsAreTwoClusters() {
    func kubeVirt(_ namespace: String) -> String {
      "{apiVersion: kubevirt.io/v1, kind: KubeVirt, metadata: {name: k, namespace: \(namespace)}}"
    }
    let error = Objects.error(Objects.node("n1"), kubeVirt("kubevirt"), kubeVirt("openshift-cnv"))
    #expect(error?.message.contains("two clusters in one input") == true)
  }

  @Test func whatCountsNoPodsIsLeftOut() throws {
    let read = try quotas(quota(#"requests.storage: 1Ti, count/secrets: "9""#))
    #expect(read.inventory.rules.isEmpty)
  }

  @Test func aQuotaForOtherPodsIsLeftOut() throws {
    let scoped = try quotas(quota(#"cpu: "4""#, more: ", scopes: [BestEffort]"))
    #expect(
      scoped.inventory.rules.isEmpty && !scoped.warnings.contains { $0.contains("quota prod") }
    )
    let selector = """
      , scopeSelector: {matchExpressions: [
        {scopeName: PriorityClass, operator: In, values: [high]}]}
      """.replacing("\n", with: " ")
    let priority = try quotas(quota(#"cpu: "4""#, more: selector))
    #expect(priority.inventory.rules.isEmpty)
    #expect(priority.warnings.contains { $0.contains("pods of some priorities") })
    let fitting = try quotas(quota(#"cpu: "4""#, more: ", scopes: [NotTerminating]"))
    #expect(fitting.inventory.rules.count == 1)
  }
}
