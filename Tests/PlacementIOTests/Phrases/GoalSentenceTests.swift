import PlacementIO
import PlacementModel
import Testing

/// Every phrase with what it is understood as; what is not known is never guessed at.
@Suite struct GoalSentenceTests {
  private static let nodes = [
    "worker-01": "worker-01", "worker-02": "worker-02",
    "node-3.example.com": "worker-03", "Rack-B": "Rack-B",
  ]

  private func summary(_ text: String) -> String {
    switch GoalSentence(text, nodes: Self.nodes) {
    case .understood(let goal): goal.summary
    case .ambiguous(let why): "? " + why
    }
  }

  @Test(arguments: [
    // The phrases of the specification.
    ("balance CPU", "balance CPU"),
    ("CPU load", "balance CPU"),
    ("Rebalance VMs based on CPU load", "balance CPU"),
    ("Balance cluster CPU load", "balance CPU"),
    ("optimize memory", "balance memory"),
    ("memory pressure", "balance memory"),
    ("balance cluster", "balance CPU and memory"),
    ("rebalance", "balance CPU and memory"),
    ("optimize", "balance CPU and memory"),
    ("Optimize VM placement", "balance CPU and memory"),
    ("Automatically balance the cluster", "balance CPU and memory"),
    ("Optimize cluster for CPU and memory", "balance CPU and memory"),
    ("Rebalance VMs to optimize both CPU and memory", "balance CPU and memory"),
    ("drain worker-02", "drain worker-02"),
    ("evacuate node worker-02", "drain worker-02"),
    ("Drain worker-02 for maintenance", "drain worker-02"),
    ("optimize performance", "balance CPU and memory and avoid hot spots"),
    (
      "Help me redistribute VMs to improve performance",
      "balance CPU and memory and avoid hot spots"
    ),
    ("distribute VMs evenly", "the same number of VMs on every node"),
    // Variants.
    ("Please even out the RAM across all nodes.", "balance memory"),
    ("relieve memory pressure", "balance memory"),
    ("balance processors", "balance CPU"),
    ("spread the load evenly", "balance CPU and memory"),
    ("spread the virtual machines evenly", "the same number of VMs on every node"),
    ("equal number of VMs per node", "the same number of VMs on every node"),
    ("balance the VM count", "the same number of VMs on every node"),
    ("avoid hot spots", "balance CPU and memory and avoid hot spots"),
    ("repair broken rules", "repair broken rules"),
    // Nodes.
    ("empty WORKER-02", "drain worker-02"),
    ("drain worker-01, worker-02 and rack-b", "drain worker-01, worker-02, Rack-B"),
    ("move all the VMs off node-3.example.com", "drain worker-03"),
    ("take worker-01 down", "? what about worker-01? 'drain' empties a node"),
    ("worker-01 needs maintenance", "drain worker-01"),
    ("worker-01 and worker-02 need maintenance", "drain worker-01, worker-02"),
    ("put worker-01 into maintenance", "drain worker-01"),
    ("take worker-01 down for maintenance", "drain worker-01"),
    ("evacuate all VMs from nodes worker-01 and worker-02", "drain worker-01, worker-02"),
    ("drain only worker-02", "drain worker-02; nothing else"),
    ("drain worker-01 and reboot worker-02", "drain worker-01, worker-02"),
    ("maintenance of worker-01, balance memory", "drain worker-01; balance memory"),
    ("just drain worker-02", "drain worker-02; nothing else"),
    // Combinations.
    ("drain worker-02 and balance memory", "drain worker-02; balance memory"),
    (
      "drain worker-02 and balance the cluster with at most ten moves",
      "drain worker-02; balance CPU and memory; at most 10 migrations"
    ),
    // Numbers.
    ("balance cpu, no more than 5 migrations", "balance CPU; at most 5 migrations"),
    ("balance cpu in three moves", "balance CPU; at most 3 migrations"),
    ("balance memory with a maximum of 1 move", "balance memory; at most 1 migration"),
    ("rebalance using up to twenty migrations", "balance CPU and memory; at most 20 migrations"),
    ("balance with 7 moves at most", "balance CPU and memory; at most 7 migrations"),
    // Weights.
    ("balance 70/30", "balance CPU and memory (CPU 70 %, memory 30 %)"),
    ("balance memory and cpu 70/30", "balance CPU and memory (CPU 30 %, memory 70 %)"),
    ("balance cpu 70% memory 30%", "balance CPU and memory (CPU 70 %, memory 30 %)"),
    ("balance 80 % cpu, 20 % memory", "balance CPU and memory (CPU 80 %, memory 20 %)"),
    ("balance, 60% cpu", "balance CPU and memory (CPU 60 %, memory 40 %)"),
    ("balance, mostly memory", "balance CPU and memory (CPU 30 %, memory 70 %)"),
    ("CPU-focused balance", "balance CPU and memory (CPU 70 %, memory 30 %)"),
    (
      "balance cpu and memory with equal priority",
      "balance CPU and memory (CPU 50 %, memory 50 %)"
    ),
    // What is impossible.
    ("drain worker-02 as far as possible", "drain worker-02; as far as possible"),
  ])
  func isUnderstood(text: String, as expected: String) {
    #expect(summary(text) == expected)
  }

  @Test(arguments: [
    ("", "nothing was said"),
    ("shuffle the cluster", "'shuffle' is not a word I know"),
    ("do not drain worker-02", "'not' is not a word I know"),
    ("balance everything except prod", "'except' is not a word I know"),
    ("drain worker-99", "there is no node 'worker-99'"),
    ("drain", "which node is to be drained?"),
    ("help me", "it does not say what to balance, or which node to drain"),
    ("vms", "it does not say what to balance, or which node to drain"),
    ("balance worker-01", "what about worker-01? 'drain' empties a node"),
    ("balance count and performance", "it asks for several goals that exclude each other"),
    ("balance cpu with at most 5", "at most 5 of what? 'moves' limits migrations"),
    ("balance cpu with at most some moves", "'some' is not a word I know"),
    ("balance cpu at most moves", "at most how many moves?"),
    ("balance cpu 5 moves and 6 moves", "it limits the migrations twice"),
    ("balance cpu 70/30", "weights are for CPU and memory together, such as 70/30"),
    ("balance 0/0", "weights are for CPU and memory together, such as 70/30"),
    ("balance 120% cpu", "a weight is at most 100 %"),
    ("balance 3", "it holds a number that says nothing"),
  ])
  func isAskedBack(text: String, because reason: String) {
    #expect(summary(text) == "? " + reason)
  }

  /// Nodes that are named, but not plainly as those to empty, are never emptied.
  @Test(arguments: [
    ("balance worker-01 and worker-02", "worker-01, worker-02"),
    ("keep worker-02 as it is and balance cpu", "worker-02"),
    ("move VMs to worker-03", nil),
    ("move VMs to worker-02", "worker-02"),
    ("move all VMs off worker-01 to worker-02", "worker-02"),
    ("drain worker-01 into worker-02", "worker-02"),
    ("evacuate worker-01 and put its VMs on worker-02", "worker-02"),
    ("drain worker-01 and keep worker-02", "worker-02"),
    ("drain worker-01 and balance worker-02", "worker-02"),
    ("drain worker-01, let worker-02 take its load", "worker-02"),
    ("drain worker-01 while worker-02 and rack-b have load", "worker-02, Rack-B"),
    ("avoid draining worker-01", "worker-01"),
    ("avoid to drain worker-01 and balance cpu", "worker-01"),
    ("keep worker-01 from maintenance", "worker-01"),
    ("keep worker-01 for maintenance of worker-02", "worker-01"),
    ("keep everything off worker-01", "worker-01"),
    ("balance worker-01 for maintenance", "worker-01"),
    ("do not drain worker-01", nil), ("don't drain worker-01", nil), ("never drain worker-01", nil),
    ("balance all nodes but worker-01", "worker-01"),
    ("maintenance is over, use worker-01", "worker-01"),
    ("relieve worker-01", "worker-01"), ("drain worker-02 over worker-01", "worker-01"),
  ])
  func itEmptiesNoNodeByMistake(text: String, about unclear: String?) {
    let said = summary(text)
    #expect(said.hasPrefix("? "))
    if let unclear { #expect(said == "? what about \(unclear)? 'drain' empties a node") }
  }

  @Test func itLeavesOpenWhatItDoesNotSay() {
    var goal = Goal(optimize: .count, drain: ["worker-01"], maxMigrations: 3)
    guard case .understood(let said) = GoalSentence("balance cpu", nodes: Self.nodes) else {
      Issue.record("not understood")
      return
    }
    said.apply(to: &goal)
    #expect(goal == Goal(optimize: .cpu, drain: ["worker-01"], maxMigrations: 3))
  }

  @Test func theFiveOptionsAreGoals() {
    #expect(GoalSentence.option(1)?.optimize == .cpu)
    #expect(GoalSentence.option(2)?.optimize == .memory)
    #expect(GoalSentence.option(3)?.optimize == .balance)
    #expect(GoalSentence.option(4) == nil)
    #expect(GoalSentence.option(4, drain: "worker-01")?.drain == ["worker-01"])
    #expect(GoalSentence.option(5)?.optimize == .count)
    #expect(GoalSentence.option(6) == nil)
  }
}
