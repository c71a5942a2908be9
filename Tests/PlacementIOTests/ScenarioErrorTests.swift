import PlacementIO
import Testing

/// The messages for what people get wrong, word for word.
@Suite struct ScenarioErrorTests {
  @Test func theExampleIsRight() { #expect(Faulty().message == "") }

  @Test(arguments: [
    ("", "f.yaml: no document in it; a scenario must be here"),
    ("a: 1\n---\nb: 2", "f.yaml: line 3: a second document; a scenario file holds one"),
    ("- 1", "f.yaml: a list where a map of keys and values must be"),
    ("kind: Scenario", "f.yaml: apiVersion: missing; a scenario has 'placementsolver/v1'"),
    (
      "{\"apiVersion\": \"v1\"}",
      "f.yaml: apiVersion: 'v1' is not known here; a scenario has 'placementsolver/v1'"
    ),
    (
      "apiVersion: placementsolver/v1\nkind: Plan",
      "f.yaml: kind: 'Plan' is not known here; a scenario has 'Scenario'"
    ),
    (
      "apiVersion: placementsolver/v1\nkind: Scenario",
      "f.yaml: cluster: missing; give nodes and virtualMachines"
    ),
    (
      "apiVersion: placementsolver/v1\nkind: Scenario\ncluster: {}",
      "f.yaml: cluster.nodes: missing; give at least one node"
    ),
    (
      "apiVersion: placementsolver/v1\nkind: Scenario\ncluster: {nodes: []}",
      "f.yaml: cluster.nodes: a cluster without nodes; give at least one"
    ),
  ])
  func documents(text: String, expected: String) {
    let complaint = complaint(ofScenario: text)
    #expect(complaint.hasPrefix(expected) || complaint == expected)
  }

  @Test(arguments: [
    (", lables: {}", ": Unknown key 'lables'; did you mean 'labels'? known: name, allocatable, "),
    (", name: x", "line 7: duplicate key 'name'; give it once"),
    (", ready: yes", ".ready: 'yes' is no boolean; give true or false"),
    (", capacity: {cpu: -1}", ".capacity.cpu: '-1' is negative; give a quantity such as 500m or 2"),
    (
      ", usage: {cpu: 1, gpu: 1}",
      ".usage: Unknown key 'gpu'; did you mean 'cpu'? known: cpu, memory"
    ),
    (", usage: {cpu: .inf}", ".usage.cpu: 'inf' is no quantity; give one such as 500m or 2"),
    (
      ", reserved: {memory: 5GB}",
      ".reserved.memory: '5GB' is no quantity; give one such as 512Mi or 16Gi"
    ),
    (", reserved: {memry: 5Gi}", ".reserved: Unknown key 'memry'; did you mean 'memory'?"),
    (
      ", network: {utilization: 35}",
      ".network.utilization: '35' is out of range; give a number from 0 to 1"
    ),
    (
      ", labels: {a: 1}",
      ".labels.a: '1' is a number where text must be; write \"1\""
    ),
    (", labels: [a]", ".labels: a list where a map of keys and values must be"),
    (
      ", taints: [{key: a}]",
      ".taints[0].effect: missing; give NoSchedule, PreferNoSchedule or NoExecute"
    ),
    (
      ", taints: [{key: a, effect: Never}]",
      ".taints[0].effect: 'Never' is not known here; give NoSchedule, PreferNoSchedule or NoExecute"
    ),
    (", taints: {}", ".taints: a map where a list must be"),
  ])
  func nodes(text: String, expected: String) {
    let complaint = Faulty(node: text).message
    #expect(
      complaint.hasPrefix("f.yaml: cluster.nodes[1]" + expected)
        || complaint == "f.yaml: " + expected
    )
  }

  @Test(arguments: [
    (", nod: x", ": Unknown key 'nod'; did you mean 'node'? known: name, namespace, node, "),
    (", usage: {cpu: 1.5.2}", ".usage.cpu: '1.5.2' is no quantity; give one such as 500m or 2"),
    (", guest: {cpu: [1]}", ".guest.cpu: a list where a quantity such as 500m or 2 must be"),
    (
      ", powerState: running",
      ".powerState: 'running' is not known here; give Running, Stopped or Paused"
    ),
    (
      ", liveMigratable: {status: False}",
      ".liveMigratable.status: 'false' is no status; "
        + "give \"True\", \"False\" or \"Unknown\", in quotes"
    ),
    (
      ", accessModes: [RWX]",
      ".accessModes[0]: 'RWX' is not known here; give ReadWriteOnce, ReadWriteMany, "
        + "ReadOnlyMany or ReadWriteOncePod"
    ),
    (
      ", workload: db",
      ".workload: 'db' is not known here; give database, web, cache, batch or general"
    ),
    (
      ", namespace: a/b",
      ".namespace: 'a/b' is no name; a name has no blanks, slashes or control characters"
    ),
    (
      ", migratingTo: worker-03",
      ".migratingTo: no node is named 'worker-03'; did you mean 'worker-01'?"
    ),
    (", migratingTo: worker-02", ".migratingTo: 'worker-02' is the node it is on; name another"),
    (
      ", migratingTo: worker-01, powerState: Stopped",
      ".migratingTo: a stopped VM cannot migrate; remove this"
    ),
    (
      ", tolerations: [{key: a, operator: Exists, value: b}]",
      ".tolerations[0].value: 'b' beside the operator Exists, which takes no value; "
        + "remove it or use Equal"
    ),
    (
      ", tolerations: [{operator: Equal}]",
      ".tolerations[0]: a toleration without a key; give one, or the operator Exists for every key"
    ),
    (
      ", topologySpreadConstraints: [{maxSkew: 0}]",
      ".topologySpreadConstraints[0].maxSkew: '0' is out of range; "
        + "give a whole number from 1 to 2147483647"
    ),
    (
      ", volumeNodeAffinity: [{nodeSelectorTerms: []}]",
      ".volumeNodeAffinity[0].nodeSelectorTerms: an empty list; give at least one term"
    ),
  ])
  func machines(text: String, expected: String) {
    #expect(
      Faulty(machine: text).message.hasPrefix("f.yaml: cluster.virtualMachines[1]" + expected)
    )
  }

  @Test(arguments: [
    ("{key: a, operator: In}", ".values: missing; the operator In needs at least one value"),
    (
      "{key: a, operator: Exists, values: [b]}",
      ".values: the operator Exists takes no values; remove them"
    ),
    (
      "{key: a, operator: Gt, values: [b]}",
      ".values: the operator Gt needs exactly one integer in quotes"
    ),
    (
      "{key: a, operator: in, values: [b]}",
      ".operator: 'in' is not known here; give In, NotIn, Exists, DoesNotExist, Gt or Lt"
    ),
    ("{operator: Exists}", ".key: missing; give the label's key"),
  ])
  func requirements(text: String, expected: String) {
    let term = "{weight: 1, preference: {matchExpressions: [\(text)]}}"
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    #expect(
      Faulty(machine: ", affinity: {nodeAffinity: {\(preferred): [\(term)]}}").message
        == "f.yaml: cluster.virtualMachines[1].affinity.nodeAffinity.\(preferred)[0].preference"
        + ".matchExpressions[0]" + expected
    )
  }

  @Test(arguments: [
    ("type: ban", ".virtualMachines: "),
    (
      "type: spred",
      ".type: 'spred' is not known here; give antiAffinity, affinity, gather, spread, "
    ),
    ("name: x", ".type: missing; give antiAffinity, affinity, gather, spread, fence, ban, "),
    (
      "type: spread, max: 1",
      ": Unknown key 'max'; known: type, name, virtualMachines, selector, topologyKey, maxSkew, "
    ),
    (
      "type: affinity",
      ": a rule about no VM; give virtualMachines with at least one name, or a selector"
    ),
    (
      "type: affinity, virtualMachines: [app-1]",
      ".virtualMachines[0]: no VM is named 'default/app-1'; did you mean 'default/app-01'?"
    ),
    (
      "type: affinity, virtualMachines: [a/b/c]",
      ".virtualMachines[0]: 'a/b/c' is no VM's name; give namespace/name"
    ),
    (
      "type: affinity, virtualMachines: [app-01, default/app-01]",
      ".virtualMachines[1]: 'default/app-01' is in the list twice; name it once"
    ),
    ("type: fence, virtualMachines: [app-01]", ".nodes: missing; give at least one node"),
    (
      "type: ban, virtualMachines: [app-01], nodes: [elsewhere]",
      ".nodes[0]: no node is named 'elsewhere'; name one of cluster.nodes"
    ),
    (
      "type: antiAffinity, virtualMachines: [app-01], max: 1.5",
      ".max: '1.5' is no whole number; give one from 1 to 2147483647"
    ),
    (
      "type: antiAffinity, virtualMachines: [app-01], weight: -2",
      ".weight: '-2' is out of range; give a number from 0 to 1000000"
    ),
    (
      "type: dependency, virtualMachines: [app-01], required: false",
      ".required: a rule of type dependency always binds; remove 'required'"
    ),
    (
      "type: quota, namespace: a, hard: {requests.storage: 1}",
      ".hard: Unknown key 'requests.storage'; known: requests.cpu, requests.memory, "
        + "requests.RESOURCE, limits.cpu, limits.memory, pods"
    ),
    (
      "type: affinity, selector: {matchExpressions: [{key: a, operator: Gt, values: [\"1\"]}]}",
      ".selector.matchExpressions[0].operator: 'Gt' compares labels of nodes only; "
        + "use In, NotIn or Exists"
    ),
  ])
  func rules(text: String, expected: String) {
    let complaint = Faulty(rest: "rules: [{\(text)}]").message
    if expected == ".virtualMachines: " {
      #expect(complaint.hasPrefix("f.yaml: rules[0]: a rule about no VM"))
    } else {
      #expect(complaint.hasPrefix("f.yaml: rules[0]" + expected))
    }
  }

  @Test(arguments: [
    ("cluster: {}", "line 1: duplicate key 'cluster'; give it once"),
    (
      "rules: [{type: affinity, name: a, selector: {}}, {type: affinity, name: a, selector: {}}]",
      "rules[1].name: 'a' is the name of rules[0] already; give each rule its own"
    ),
    (
      "policy: {overcommit: {cpu: 0}}",
      "policy.overcommit.cpu: '0' leaves no room at all; give a ratio such as 1.0 or 1.5"
    ),
    (
      "policy: {thresholds: {cpu: {high: 80}}}",
      "policy.thresholds.cpu.high: '80' is out of range; give a number from 0 to 1"
    ),
    (
      "policy: {thresholds: {cpu: {low: 0.9}}}",
      "policy.thresholds.cpu.low: '0.9' is above the high mark 0.8; give at most that"
    ),
    (
      "policy: {migration: {parallelPerCluster: 0}}",
      "policy.migration.parallelPerCluster: '0' is out of range; "
        + "give a whole number from 1 to 1000000"
    ),
    (
      "policy: {migration: {bandwidth: 0}}",
      "policy.migration.bandwidth: '0' copies nothing; give bytes a second such as 64Mi"
    ),
    (
      "policy: {migration: {coldDowntime: .nan}}",
      "policy.migration.coldDowntime: 'nan' is no finite number; give one from 0 to 1000000000"
    ),
    (
      "goal: {optimize: ram}",
      "goal.optimize: 'ram' is not known here; give cpu, memory, balance, performance, "
        + "count, relieve or none"
    ),
    (
      "goal: {tolerance: 2}",
      "goal.tolerance: '2' is out of range; give a number from 0 to 1"
    ),
    (
      "goal: {tolerance: {cpu: -0.1}}",
      "goal.tolerance.cpu: '-0.1' is out of range; give a number from 0 to 1"
    ),
    (
      "goal: {terms: {balance.cpus: 1}}",
      "goal.terms[balance.cpus]: there is no term 'balance.cpus'; terms are balance.cpu, "
        + "balance.memory, balance.count, peaks, bursts, moves"
    ),
    (
      "goal: {terms: {peaks: -1}}",
      "goal.terms.peaks: '-1' is out of range; give a number from 0 to 1000000"
    ),
    (
      "goal: {weights: {cpu: 0, memory: 0}}",
      "goal.weights: all weights are 0; give cpu or memory one above 0"
    ),
    (
      "goal: {weights: {cpu: -1}}",
      "goal.weights.cpu: '-1' is out of range; give a number from 0 to 1000000"
    ),
    (
      "goal: {drain: [worker-2]}",
      "goal.drain[0]: no node is named 'worker-2'; did you mean 'worker-02'?"
    ),
    (
      "goal: {drain: [worker-02, worker-02]}",
      "goal.drain[1]: 'worker-02' is in the list twice; name it once"
    ),
    (
      "goal: {maxMigrations: many}",
      "goal.maxMigrations: 'many' is no whole number; give one from 0 to 2147483647"
    ),
    (
      "goal: {maxMigrations: \"3\"}",
      "goal.maxMigrations: '3' is no whole number; give one from 0 to 2147483647"
    ),
    (
      "expect: {status: done}",
      "expect.status: 'done' is not known here; give planned, balanced, partial or infeasible"
    ),
    (
      "expect: {migrations: {atMost: 1, atLeast: 2}}",
      "expect.migrations: atLeast 2 is above atMost 1; no plan can be both"
    ),
    (
      "expect: {placements: {app-03: worker-01}}",
      "expect.placements.app-03: no VM is named 'default/app-03'; did you mean 'default/app-01'?"
    ),
    (
      "expect: {placements: {app-01: worker-09}}",
      "expect.placements.app-01: no node is named 'worker-09'; did you mean 'worker-01'?"
    ),
    (
      "expect: {placements: {app-01: []}}",
      "expect.placements.app-01: an empty list; give at least one entry"
    ),
    (
      "expect: {unmoved: [app-01], moved: [app-01]}",
      "expect.moved[0]: 'app-01' is under unmoved too; it can only do one"
    ),
    (
      "expect: {before: [[app-01]]}",
      "expect.before[0]: give a list of two VMs, the earlier one first"
    ),
    (
      "expect: {blocked: {app-01: full}}",
      "expect.blocked.app-01: 'full' is no reason code; known: "
    ),
    (
      "expect: {load: {disk: {peakAtMost: 1}}}",
      "expect.load: Unknown key 'disk'; known: cpu, memory, count"
    ),
    (
      "expect: {broken: {together: 0}}",
      "expect.broken.together: no rule is named 'together'; name one of rules, or of what VMs "
        + "demand themselves: taint, nodeSelector, "
    ),
    (
      "expect: {capturedAtLeast: 95}",
      "expect.capturedAtLeast: '95' is out of range; give a number from 0 to 1"
    ),
    (
      "expect: {batchesAtMost: 1.5}",
      "expect.batchesAtMost: '1.5' is no whole number; give one from 0 to 2147483647"
    ),
    ("extra: 1", "Unknown key 'extra'; known: apiVersion, kind, name, description, cluster, "),
  ])
  func theRest(text: String, expected: String) {
    let complaint = Faulty(rest: text).message
    if expected.hasPrefix("line 1: duplicate") {
      #expect(complaint.contains("duplicate key 'cluster'; give it once"))
    } else {
      #expect(complaint.hasPrefix("f.yaml: " + expected))
    }
  }

  @Test func duplicatesAcrossTheClusterAreNamed() {
    let node = "cluster: {nodes: [{name: a, allocatable: {cpu: 1, memory: 1}}, "
    let head = "apiVersion: placementsolver/v1\nkind: Scenario\n"
    #expect(
      complaint(ofScenario: head + node + "{name: a, allocatable: {cpu: 1, memory: 1}}]}")
        == "f.yaml: cluster.nodes[1].name: 'a' is the name of cluster.nodes[0] already; "
        + "give each node its own"
    )
    #expect(
      complaint(ofScenario: head + node + "{name: b, allocatable: {cpu: 1}}]}")
        == "f.yaml: cluster.nodes[1].allocatable.memory: missing; "
        + "give a quantity such as 512Mi or 16Gi"
    )
    let machines =
      "{name: b, allocatable: {cpu: 1, memory: 1}}], virtualMachines: "
      + "[{name: v, requests: {cpu: 1, memory: 1}}, "
    #expect(
      complaint(
        ofScenario: head + node + machines
          + "{name: v, namespace: default, requests: {cpu: 1, memory: 1}}]}"
      )
        == "f.yaml: cluster.virtualMachines[1].name: 'default/v' is the name of "
        + "cluster.virtualMachines[0] already; give each VM its own"
    )
    #expect(
      complaint(
        ofScenario: head + node + machines
          + "{name: w, node: c, requests: {cpu: 1, memory: 1}}]}"
      )
        == "f.yaml: cluster.virtualMachines[1].node: no node is named 'c'; name one of "
        + "cluster.nodes"
    )
  }

  @Test func messagesStayOnOneLineAndShort() {
    let long = String(repeating: "x", count: 500)
    let complaint = Faulty(rest: "goal: {optimize: \"\\e[31m\\n\(long)\"}").message
    #expect(complaint.hasPrefix("f.yaml: goal.optimize: '\\u{1b}[31m\\nxxx"))
    #expect(complaint.count < 250)
    let error = InputError(file: "a\nb", message: "m")
    #expect(error.description == "a\\nb: m")
  }
}
