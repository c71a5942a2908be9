import PlacementModel
import Testing

@testable import PlacementReport

@Suite struct SectionTests {
  private func text(_ text: RichText) -> String { TerminalStyle().show(text) }

  @Test(arguments: [
    (Goal(), "Balance CPU and memory load across cluster (CPU 50 %, memory 50 %)"),
    (Goal(optimize: .cpu), "Balance CPU load across cluster"),
    (
      Goal(weights: .init(cpu: 2, memory: 1), drain: ["worker-02"], maxMigrations: 10),
      "Balance CPU and memory load across cluster (CPU 66.7 %, memory 33.3 %); "
        + "drain worker-02; at most 10 migrations"
    ),
    (Goal(optimize: .none, drain: ["a", "b"]), "Drain a and b"),
    (Goal(optimize: .none), "Repair what is broken, no balancing"),
    (
      Goal(optimize: .count, maxMigrations: 1),
      "Distribute VMs evenly across nodes; at most 1 migration"
    ),
    (
      Goal(optimize: .memory, maxMigrations: 0, migrationCost: 2.5, coldFallback: .never),
      "Balance memory load across cluster; no migrations allowed; moves priced ×2.5; "
        + "never cold where live is possible"
    ),
  ])
  func goals(_ goal: Goal, _ statement: String) {
    #expect(text(GoalSection.statement(goal)) == statement)
  }

  @Test func aTrendIsJudgedAtThePrecisionItIsPrintedAt() {
    func trend(_ before: Double, _ after: Double) -> String {
      switch Trend(.cpu, Plan.Change(before: before, after: after)) {
      case .falls(let improvement): improvement
      case .stays: "stays"
      case .rises: "rises"
      }
    }
    #expect(trend(0.2094, 0.0381) == "82 %")
    #expect(trend(0.0002, 0.0001) == "stays")
    #expect(trend(0, 0) == "stays")
    #expect(trend(0.3, 0.299) == "less than 1 %")
    #expect(trend(0.3, 0.0006) == "more than 99 %")
    #expect(trend(0.3, 0) == "100 %")
    #expect(trend(0.1, 0.2) == "rises")
  }

  @Test func standardDeviationIsNeverCalledVariance() {
    for (_, plan) in PlanFixtures.all {
      #expect(!MarkdownReport.render(plan).lowercased().contains("variance"))
    }
  }

  @Test func anImbalanceThatStaysIsNotCalledBalanced() {
    let plan = PlanFixtures.workers.plan(status: .balanced)
    let page = MarkdownReport.render(plan)
    #expect(page.contains("Nothing is worth moving"))
    #expect(!page.contains("is balanced already"))
    #expect(!page.contains("How would you like to proceed?"))
  }

  @Test func theOvercommitWarningNeedsAnOvercommittedNode() {
    #expect(!MarkdownReport.render(PlanFixtures.balance).contains("OVERCOMMIT"))
    let page = MarkdownReport.render(PlanFixtures.overcommit)
    #expect(
      page.contains(
        "- **worker-04**: CPU 125% (20 vCPUs allocated / 16 vCPUs capacity) - **25% overcommit**"
      )
    )
  }

  @Test func headingsAndColumnsAreTheAgreedOnes() {
    let page = MarkdownReport.render(PlanFixtures.balance)
    for line in [
      "## 📋 VM Rebalance Plan",
      "| VM | Instance Type | Current Node | → | New Node | Type | Downtime | Notes |",
      "## 📊 Node State: Before → After",
      "| Node | VMs Now | CPU Now | Memory Now | → | VMs After | CPU After | Memory After | Change |",
    ] { #expect(page.contains("\n" + line + "\n")) }
  }

  @Test func aSequentialPlanWithoutBalanceTellsItsGainByTheScore() {
    var plan = PlanFixtures.workers.plan(
      [.init(vm: "dev/ci-01", to: "worker-04", batch: 1)],
      goal: Goal(optimize: .none)
    )
    plan.score.append(.init(name: "rule.required/apart", before: 1, after: 0))
    let page = MarkdownReport.render(plan)
    #expect(page.contains("Score term rule.required/apart reduced from 1.000 to 0.000"))
  }

  @Test func numbersAtTheirLimitsDoNotTrap() {
    var plan = PlanFixtures.unusual
    for index in plan.nodes.indices {
      plan.nodes[index].vms = .init(before: .max, after: .min)
      plan.nodes[index].cpu = .init(before: .infinity, after: -.infinity)
      plan.nodes[index].allocation.cpu = .init(before: .nan, after: 1e308)
    }
    for index in plan.migrations.indices {
      plan.migrations[index].id = .max
      plan.migrations[index].downtimeSeconds = 1e308
      plan.migrations[index].memory = .infinity
    }
    plan.batches = [
      .init(number: .min, type: .live, migrations: [.max, .min], estimatedSeconds: .nan)
    ]
    plan.summary.estimatedSeconds = .infinity
    plan.goal.weights = .init(cpu: 1e308, memory: 1e308)
    #expect(!MarkdownReport.render(plan).isEmpty)
    #expect(!TableReport.render(plan, style: TerminalStyle(width: .min)).isEmpty)
  }
}
