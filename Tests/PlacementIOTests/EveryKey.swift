/// A scenario in which every key occurs.
let everyKey = """
  apiVersion: placementsolver/v1
  kind: Scenario
  name: every-key
  description: every key once
  cluster:
    namespaces:
    - {name: prod, labels: {team: shop}}
    nodes:
    - name: worker-01
      allocatable: {cpu: "32", memory: 128Gi, pods: 250, nvidia.com/gpu: 2}
      capacity: {cpu: "33", memory: 132Gi}
      reserved: {cpu: 1500m, memory: 6Gi, pods: 20}
      usage: {cpu: "27", memory: 92Gi}
      labels: {topology.kubernetes.io/zone: a}
      taints: [{key: dedicated, value: gpu, effect: NoSchedule}]
      ready: true
      unschedulable: false
      network: {utilization: 0.35}
    - name: worker-02
      allocatable: {cpu: 16, memory: 64Gi}
      ready: false
      unschedulable: true
    virtualMachines:
    - name: database-01
      namespace: prod
      node: worker-01
      powerState: Paused
      requests: {cpu: "4", memory: 17Gi, nvidia.com/gpu: 1}
      usage: {cpu: 3200m}
      usagePeak: {cpu: "4", memory: 17Gi}
      guest: {cpu: 4, memory: 16Gi}
      instanceType: u1.xlarge
      labels: {app: shop, tier: db}
      nodeSelector: {disk: ssd}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: generation, operator: Gt, values: ["3"]}]
              matchFields: [{key: metadata.name, operator: In, values: [worker-01]}]
          preferredDuringSchedulingIgnoredDuringExecution:
          - {weight: 7, preference: {matchExpressions: [{key: rack, operator: Exists}]}}
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - labelSelector: {matchLabels: {app: cache}}
            namespaces: [prod, test]
            namespaceSelector: {}
            topologyKey: kubernetes.io/hostname
            matchLabelKeys: [tier]
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 100
            podAffinityTerm:
              labelSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x]}]}
              topologyKey: zone
              mismatchLabelKeys: [app]
      tolerations:
      - {key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}
      - {operator: Exists, effect: NoExecute, tolerationSeconds: 30}
      topologySpreadConstraints:
      - maxSkew: 2
        topologyKey: zone
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: shop}}
        minDomains: 3
        nodeAffinityPolicy: Ignore
        nodeTaintsPolicy: Honor
        matchLabelKeys: [app, absent]
      accessModes: [ReadWriteMany, ReadWriteOnce]
      liveMigratable: {status: "False", reason: HostDeviceNotLiveMigratable}
      workload: database
      migratingTo: worker-02
      evacuating: true
      pinned: true
      maxDowntime: 30.5
      cpuSelector: {feature: avx}
      liveCPUSelector: {vendor: Intel}
      losesOnRestart: [scratch, root]
      restartPending:
        changes: [cpu 2 → 4]
        requests: {cpu: 4}
        nodeSelector: {pool: big}
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: Exists}]}]
      demandedLabels:
      - {key: cpumanager, setBy: dedicatedCpuPlacement}
      - {key: feature, value: svm, forbidden: true, setBy: "the CPU feature svm"}
      limits: {cpu: 4, memory: 18Gi}
      volumeNodeAffinity:
      - nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]
    - {name: app-01, requests: {cpu: 500m, memory: 2e9}, powerState: Stopped, node: worker-02}
  rules:
  - type: antiAffinity
    name: apart
    virtualMachines: [prod/database-01, app-01]
    topologyKey: zone
    max: 2
    required: false
    weight: 3.5
  - {type: affinity, name: together, selector: {matchLabels: {app: shop}}, required: false}
  - {type: spread, name: zones, selector: {}, topologyKey: zone, maxSkew: 2}
  - {type: fence, name: licences, virtualMachines: [app-01], nodes: [worker-01, worker-02]}
  - {type: ban, name: keep-off, virtualMachines: [default/app-01], nodes: [worker-01]}
  - {type: dependency, virtualMachines: [prod/database-01], selector: {matchLabels: {a: b}}}
  - type: quota
    name: prod
    namespace: prod
    hard: {requests.cpu: "64", memory: 256Gi, requests.memory: 300Gi, pods: 9, requests.x.io/y: 1}
    used: {cpu: 1}
  policy:
    loadSource: usage
    overcommit: {cpu: 1.5, memory: 1.25}
    thresholds: {cpu: {high: 0.9, low: 0.4}, memory: {high: 0.45}}
    migration:
      parallelPerCluster: 6
      parallelOutboundPerNode: 3
      parallelInboundPerNode: 4
      bandwidth: 32Mi
      completionTimeoutPerGiB: 100
      coldDowntime: 12.5
  goal:
    optimize: performance
    weights: {cpu: 3}
    terms: {balance.memory: 0.25, peaks: 5}
    tolerance: {cpu: 0.01, count: 1}
    drain: [worker-02]
    maxMigrations: 10
    maxDowntime: 80
    migrationCost: 0.5
    coldFallback: always
    allowRestart: [app-01]
    schedule: streaming
    onInfeasible: relax
  expect:
    status: partial
    migrations: {atMost: 3, atLeast: 1}
    placements: {prod/database-01: [worker-01, worker-02], app-01: worker-01}
    unmoved: [prod/database-01]
    moved: [app-01]
    types: {app-01: cold}
    load: {cpu: {stddevAtMost: 0.05, peakAtMost: 0.8}, count: {stddevAtMost: 1}}
    blocked: {app-01: [taint, capacity.memory], prod/database-01: pinned}
    before: [[prod/database-01, app-01]]
    sameBatch: [[app-01, prod/database-01]]
    batchSizeAtMost: 1
    relaxations: [reserved-for]
    loadSource: requests
    downtimeAtMost: 40
    objectiveAtMost: 0.21
    capturedAtLeast: 0.9
    gapAtMost: 0.01
    batchesAtMost: 4
    secondsEstimatedAtMost: 900
    greedyRatioAtMost: 0.95
    warnings: [overcommit]
    noWarnings: [reserve]
    broken: {apart: 1, nodeSelector: 0}
  """
