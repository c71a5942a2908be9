import PlacementChecker
import PlacementModel

/// A plan as one HTML file that needs nothing else: no network, no fonts, no files beside it.
package enum HTMLReport {
  /// Renders the plan.
  ///
  /// O(VMs + nodes + migrations); the checker replays a plan that holds its inventory.
  ///
  /// - Parameters:
  ///   - file: What the commands in the report call the plan document.
  ///   - front: Moves against balance for the same task, to mark the plan on.
  package static func render(
    _ plan: Plan,
    file: String = "plan.json",
    front: Comparison? = nil
  ) -> String {
    let facts = PlanFacts(plan)
    let check = plan.inventory.map { PlanChecker(inventory: $0, goal: plan.goal).check(plan) }
    let sections = self.sections(plan, facts, check, front, file: file).filter { $0.body != "" }
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as HTML }
    let bodies = sections.map { section -> HTML in
      """
      <section id="\(section.id)" aria-labelledby="\(section.id)-title">\
      <div class="wide"><h2 id="\(section.id)-title">\(section.title)</h2>
      \(section.body)
      </div></section>
      """
    }
    let title = plain(GoalSection.statement(plan.goal))
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="referrer" content="no-referrer">
      <title>VM Rebalance Plan: \(title)</title>
      <link rel="icon" href="data:,">
      <style>
      \(PageStyle.css)
      </style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the plan</a>
      <header class="top"><div class="wide">
      <p class="eyebrow">\(plan.edits.isEmpty ? "VM Rebalance Plan" : "VM Rebalance Plan, changed by hand")</p>
      <h1>\(title)</h1>
      \(chips(plan, check))
      \(Headline.render(plan, facts))
      \(notes(plan, facts))
      </div></header>
      <nav aria-label="Sections"><div class="wide"><ul>\(links.joined())</ul></div></nav>
      <main id="main">
      \(bodies.joined(separator: "\n"))
      </main>
      <footer><div class="wide"><p>Plan digest <code>\(plan.digest)</code></p>\
      <p>Inventory digest <code>\(plan.inventoryDigest)</code></p></div></footer>
      <script>
      \(PageScript.javascript)
      </script>
      </body>
      </html>

      """
    return page.markup
  }

  /// A part of the page; one without a body is left out.
  private struct Part {
    var id: String
    var title: String
    var body: HTML
  }

  private static func sections(
    _ plan: Plan,
    _ facts: PlanFacts,
    _ check: CheckReport?,
    _ front: Comparison?,
    file: String
  ) -> [Part] {
    let moves = !plan.migrations.isEmpty
    return [
      Part(id: "edits", title: "Changed by hand", body: body(EditsSection.blocks(plan))),
      Part(id: "broken", title: "Broken rules", body: body(BrokenSection.blocks(plan))),
      Part(id: "blocked", title: "Blocked VMs", body: body(BlockedSection.blocks(plan))),
      Part(id: "relaxations", title: "Relaxations", body: body(RemarksSection.relaxations(plan))),
      Part(
        id: "migrations",
        title: "Migrations",
        body: moves ? PageTables.migrations(plan, facts) : ""
      ),
      Part(
        id: "load",
        title: "Load of the nodes",
        body: HeatMap(plan: plan, facts: facts).render()
      ),
      Part(id: "flow", title: "Moves between nodes", body: FlowMap(plan).render()),
      Part(id: "time", title: "Timeline", body: Timeline(plan: plan).render()),
      Part(id: "alternatives", title: "Alternatives", body: alternatives(plan, file)),
      Part(
        id: "front",
        title: "Moves against balance",
        body: front.map { FrontChart(comparison: $0, plan: plan).render() } ?? ""
      ),
      Part(id: "nodes", title: "Nodes", body: PageTables.nodes(plan, facts)),
      Part(id: "proof", title: "Proof", body: proof(plan, check)),
      Part(id: "next", title: "Approve and run", body: moves ? commands(plan, file) : ""),
    ]
  }

  /// Blocks without the heading that the section has already.
  private static func body(_ blocks: [Block]) -> HTML {
    HTMLBlocks.render(blocks.filter { if case .heading = $0 { false } else { true } })
  }

  private static func plain(_ text: RichText) -> String {
    text.spans.map { $0.origin == .report ? $0.text.holdingUnits : $0.text }.joined()
  }

  // MARK: The top

  private static func chips(_ plan: Plan, _ check: CheckReport?) -> HTML {
    let status: HTML =
      switch plan.status {
      case .planned: "<li class=\"good\">planned</li>"
      case .balanced: "<li class=\"good\">nothing worth doing</li>"
      case .partial: "<li class=\"caution\">part of the goal is blocked</li>"
      case .infeasible: "<li class=\"bad\">the goal cannot be met</li>"
      }
    let checked: HTML =
      switch check?.isLegal {
      case true?: "<li class=\"good\">every step checked</li>"
      case false?: "<li class=\"bad\">the checker found violations</li>"
      case nil: "<li>not checked here</li>"
      }
    let vms = plan.inventory.map { Format.count($0.cluster.virtualMachines.count, "VM") }
    let size = [Format.count(plan.nodes.count, "node"), vms].compactMap { $0 }
    let read: HTML =
      plan.inventory?.cluster.readAt.map {
        "<li>cluster read <time datetime=\"\($0)\">\($0)</time></li>"
      } ?? ""
    return """
      <ul class="chips" aria-label="State">\(status)\(checked)\
      <li>\(size.joined(separator: ", "))</li>\(read)</ul>
      """
  }

  private static func notes(_ plan: Plan, _ facts: PlanFacts) -> HTML {
    let cautions =
      StatusSection.blocks(plan)
      + (plan.migrations.isEmpty
        ? [] : OvercommitSection.blocks(plan) + RisksSection.blocks(plan, facts))
      + RemarksSection.warnings(plan)
    guard !cautions.isEmpty else { return "" }
    let kind = plan.status == .infeasible ? " bad" : plan.status == .balanced ? " good" : ""
    return "<div class=\"note\(kind)\">\(HTMLBlocks.render(cautions))</div>"
  }

  // MARK: The end

  private static func proof(_ plan: Plan, _ check: CheckReport?) -> HTML {
    var parts = HTMLBlocks.render(
      SolverSection.blocks(plan).filter { if case .heading = $0 { false } else { true } }
    )
    guard let check else {
      return parts + "<p class=\"faint\">The document does not hold its inventory: run verify.</p>"
    }
    parts += "<h3>The checker’s transcript</h3>"
    if check.isLegal {
      parts += """
        <p>The independent checker replayed \(Format.count(plan.migrations.count, "move")) in \
        \(Format.count(plan.batches.count, "batch", plural: "batches")) and recomputed every \
        figure. For each node that takes VMs in: its requests at the worst moment, with every \
        arrival of the batch and no departure.</p>
        """
    } else {
      let lines = check.violations.map { "<li class=\"bad\">\($0.description)</li>" as HTML }
      parts += "<ul class=\"bullets\">\(lines.joined())</ul>"
    }
    return check.transcript.isEmpty ? parts : parts + PageTables.transcript(check.transcript)
  }

  private static func command(_ text: String) -> HTML {
    """
    <div class="command"><pre tabindex="0"><code>\(text)</code></pre>\
    <button type="button" class="copy" hidden>Copy</button></div>
    """
  }

  private static func alternatives(_ plan: Plan, _ file: String) -> HTML {
    let offers = plan.alternatives ?? []
    guard !offers.isEmpty else { return "" }
    let commands = offers.map { offer in
      "<h3>Take alternative \(offer.number)</h3>"
        + command("rebalance modify \(shellWord(file)) --accept-alternative \(offer.number)")
    }
    return HTMLBlocks.render(AlternativesSection.offers(plan)) + commands.joined(separator: "\n")
  }

  private static func commands(_ plan: Plan, _ file: String) -> HTML {
    func command(_ title: String, _ text: String) -> HTML {
      "<h3>\(title)</h3>" + Self.command(text)
    }
    let name = shellWord(file)
    return [
      """
      <p>Nothing has been changed yet. An approval is for exactly this plan: any change of it \
      needs another.</p>
      """,
      command("Change it", "rebalance modify \(name) --skip 1"),
      command("Approve it", "rebalance approve \(name)"),
      command("Run it", "rebalance execute \(name) --approve \(plan.digest)"),
    ].joined(separator: "\n")
  }

  /// A file name as a shell takes it.
  static func shellWord(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
          || "._-/".unicodeScalars.contains($0))
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
