import Foundation
import PlacementModel
import Testing

@testable import PlacementReport

/// The HTML page: data stays text, nothing is fetched, and in a browser it sorts and filters.
@Suite(.timeLimit(.minutes(15)))
struct HTMLReportTests {
  /// 1,000 nodes and 2,000 moves.
  static let huge: Plan = {
    var plan = PlanFixtures.balance
    let (nodes, moves) = (plan.nodes, plan.migrations)
    plan.nodes = (0..<1_000).map { i in
      var node = nodes[i % nodes.count]
      node.name = "worker-\(i)"
      return node
    }
    plan.migrations = (0..<2_000).map { i in
      var move = moves[i % moves.count]
      move.id = i + 1
      move.vm = "prod/vm-\(i)"
      move.from = "worker-\(i % 1_000)"
      move.to = "worker-\((i * 7 + 3) % 1_000)"
      move.batch = i / 5 + 1
      move.startSeconds = Double(i / 5) * 60
      move.endSeconds = move.startSeconds + 60
      move.reason = "lowers the standard deviation of cpu by 0.12 points, of memory by 0.07 points"
      return move
    }
    plan.batches = (0..<400).map { i in
      Plan.Batch(
        number: i + 1,
        type: .live,
        migrations: (1...5).map { i * 5 + $0 },
        estimatedSeconds: 60
      )
    }
    return plan
  }()

  @Test(arguments: ["balance", "infeasible", "large", "unusual"])
  func fetchesNothing(_ name: String) throws {
    let plan = try #require(PlanFixtures.all.first { $0.name == name }).plan
    // The name of a namespace is no address.
    let page = HTMLReport.render(plan)
      .replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    for word in ["http:", "https:", "src=", "@import", "url("] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("default-src 'none'"))
    #expect(page.components(separatedBy: "<h1>").count == 2)
  }

  @Test func namesAreText() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
    var plan = PlanFixtures.balance
    plan.migrations[0].vm = evil
    plan.migrations[0].to = evil
    plan.migrations[0].reason = evil
    plan.nodes[0].name = evil
    plan.warnings = [evil]
    plan.goal.drain = [evil]
    let page = HTMLReport.render(plan, file: "it's; rm -rf.json")
    #expect(!page.contains("<script>alert") && !page.contains("<img"))
    #expect(page.contains("&lt;script&gt;alert(1)"))
    #expect(page.contains("rebalance approve &#39;it&#39;\\&#39;&#39;s; rm -rf.json&#39;"))
  }

  @Test func aHugePlanStaysSmall() {
    let page = HTMLReport.render(Self.huge)
    #expect(page.utf8.count < 5_000_000)
    // Rows beyond the first are data until they are looked at.
    #expect(page.components(separatedBy: "<tr>").count < 500)
  }

  /// A front of four points, the third of which is its knee.
  static func front(_ plan: Plan) -> Comparison {
    let points = [(0, 0.0), (1, 0.5), (3, 0.9), (8, 1.0)].map { moves, share in
      var figures = Plan.Alternative.Figures(plan)
      figures.migrations = moves
      figures.objective = 1 - share
      return Comparison.Point(limit: moves, figures: figures, share: share)
    }
    return Comparison(presets: [], front: points, knee: 2)
  }

  @Test func theFrontMarksThePlan() {
    let plan = PlanFixtures.balance
    let page = HTMLReport.render(plan, front: Self.front(plan))
    #expect(page.contains("id=\"front-title\"") && page.contains(">this plan</text>"))
    #expect(page.contains("3 moves reach 90"))
    #expect(!HTMLReport.render(plan).contains("id=\"front\""))
  }

  @Test func alternativesComeWithTheirCommand() {
    var plan = PlanFixtures.balance
    let figures = Plan.Alternative.Figures(plan)
    plan.alternatives = [
      Plan.Alternative(
        number: 1,
        kind: .sequential,
        title: "migrate <one> VM at a time",
        rationale: "easier to stop",
        goal: plan.goal,
        present: figures,
        proposed: figures
      )
    ]
    let page = HTMLReport.render(plan, file: "p.json")
    #expect(page.contains("migrate &lt;one&gt; VM at a time"))
    #expect(page.contains("rebalance modify p.json --accept-alternative 1"))
  }

  @Test func theScheduleIsBarsOrACurve() throws {
    #expect(HTMLReport.render(PlanFixtures.balance).contains("When each move runs"))
    let page = HTMLReport.render(Self.huge)
    #expect(page.contains("How many moves run at a time: at most"))
    #expect(!page.contains("<title>When each move runs</title>"))
    let total = GanttChart.total(Self.huge)
    let counts = Timeline.counts(Self.huge, total: total)
    #expect(counts.count == 300)
    #expect(counts.allSatisfy { $0.live >= 0 && $0.cold >= 0 })
  }

  @Test func theDateOfTheReadingIsShown() {
    var plan = PlanFixtures.balance
    var cluster = Cluster(nodes: [], virtualMachines: [])
    cluster.readAt = "2026-11-20T10:00:00Z"
    plan.inventory = Inventory(cluster: cluster)
    let time = "<time datetime=\"2026-11-20T10:00:00Z\">2026-11-20T10:00:00Z</time>"
    #expect(HTMLReport.render(plan).contains("cluster read \(time)"))
  }

  // MARK: In a browser

  /// What a page says of itself after it was clicked and typed into.
  private struct Verdict: Decodable {
    var errors: [String]
    var rows: Int
    var first: String
    var largest: String
    var filtered: String
    var width: Int
    var height: Int
    var titles: Bool
  }

  @Test(
    .enabled(if: Chromium.path != nil, "no chromium is installed, so no page is opened"),
    arguments: ["balance", "huge", "hostile"],
    [360, 1_280]
  )
  func worksInABrowser(name: String, width: Int) async throws {
    let known = PlanFixtures.all.first { $0.name == name }?.plan
    let plan = known ?? Self.huge
    let page = HTMLReport.render(plan, front: Self.front(plan))
    let watch = """
      <head><script>window.failures = [];
      addEventListener("error", (e) => failures.push(String(e.message)));
      addEventListener("securitypolicyviolation", (e) => failures.push(e.violatedDirective));
      </script>
      """
    let act = """
      <script>
      const grid = document.querySelector("#migrations-table");
      const cell = () => grid.querySelector("tbody td:nth-child(7)").textContent;
      const verdict = { rows: grid.querySelectorAll("tbody tr").length };
      const memory = grid.querySelectorAll("th button")[6];
      memory.click(); verdict.first = cell();
      memory.click(); verdict.largest = cell();
      const field = grid.querySelector("input");
      field.value = "no such machine"; field.dispatchEvent(new Event("input"));
      verdict.filtered = grid.querySelector("output").textContent;
      verdict.height = document.documentElement.scrollHeight;
      verdict.width = document.documentElement.scrollWidth;
      verdict.titles = [...document.querySelectorAll("svg")].every((s) => s.querySelector("title"));
      verdict.errors = failures;
      parent.postMessage(btoa(unescape(encodeURIComponent(JSON.stringify(verdict)))), "*");
      </script></body>
      """
    let document = page.replacing("<head>", with: watch).replacing("</body>", with: act)
    let dom = try await Chromium.dom(of: document, width: width)
    let match = try #require(
      dom.firstMatch(of: /<pre id="verdict">([^<]*)</),
      "no verdict in \(dom.suffix(300))"
    )
    let data = try #require(Data(base64Encoded: String(match.1)))
    let verdict = try JSONDecoder().decode(Verdict.self, from: data)
    #expect(verdict.errors == [])
    #expect(
      verdict.rows == min(plan.migrations.count, 100)
        || verdict.rows == min(plan.migrations.count, 200)
    )
    let memories = plan.migrations.map(\.memory)
    #expect(verdict.first == Format.bytes(try #require(memories.min())))
    #expect(verdict.largest == Format.bytes(try #require(memories.max())))
    #expect(verdict.filtered == "0 of \(plan.migrations.count) rows")
    #expect(verdict.width <= width, "the page scrolls sideways")
    #expect(verdict.height < 20_000, "what follows long tables is far away")
    #expect(verdict.titles)
  }
}

/// A browser without a window, where one is installed.
enum Chromium {
  static let path: String? = [
    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  ].first { FileManager.default.isExecutableFile(atPath: $0) }

  /// A document with the page in a frame, after the scripts ran, and what the page posted.
  ///
  /// A window has a least width, a frame has none.
  static func dom(of page: String, width: Int) async throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rebalance-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(page.utf8).write(to: folder.appending(path: "page.html"))
    let frame = """
      <!doctype html><pre id="verdict"></pre><script>
      onmessage = (event) => { document.querySelector("pre").textContent = event.data; };
      </script><iframe src="page.html" style="width:\(width)px;height:900px;border:0"></iframe>
      """
    let file = folder.appending(path: "frame.html")
    try Data(frame.utf8).write(to: file)
    let output = folder.appending(path: "dom.html")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(folder.appending(path: "profile").path)",
      "--window-size=\(max(width, 500) + 50),900", "--virtual-time-budget=5000", "--dump-dom",
      file.absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
    return try String(contentsOf: output, encoding: .utf8)
  }
}
