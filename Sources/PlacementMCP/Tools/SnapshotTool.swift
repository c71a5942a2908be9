import PlacementExecution
import PlacementIO
import PlacementModel

/// Reads a cluster once, so that several plans can be made for one state.
struct SnapshotTool: Tool {
  let definition = ToolDefinition(
    name: "snapshot",
    title: "Read a cluster",
    description: """
      Reads nodes and virtual machines from the live cluster, from files or from a document in the \
      call, keeps them, and returns the digest that 'plan' takes as 'snapshot'. Changes nothing, and \
      reads no secrets.
      """,
    input: [
      .optional("live", .boolean, "Whether to read the cluster that the server's kubectl reaches.")
    ] + PlanSource.properties.prefix(2),
    output: [
      .required("snapshot", .digest, "The digest that 'plan' takes."),
      .required("nodes", .integer(from: 0), "How many nodes there are."),
      .required("virtualMachines", .integer(from: 0), "How many VMs there are."),
      .required("running", .integer(from: 0), "How many of them run."),
      .required("warnings", .array(of: .text), "What is missing or unusual."),
    ],
    isHeavy: true
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let paths = arguments.texts("paths")
    let document = arguments.text("document")
    let isLive = arguments.flag("live") ?? false
    guard [isLive, !paths.isEmpty, document != nil].count(where: { $0 }) == 1 else {
      throw ToolFailure("give exactly one of live, paths and document")
    }
    let input =
      isLive
      ? try Self.live(call, workshop)
      : try PlanSource.input(paths: paths, document: document, workshop)
    let digest = try workshop.store.keep(input)
    let cluster = input.inventory.cluster
    let running = cluster.virtualMachines.count { $0.powerState == .running }
    var text = """
      Read \(cluster.nodes.count) nodes and \(cluster.virtualMachines.count) virtual machines, \
      \(running) of them running. Snapshot: \(digest)
      """
    if !input.warnings.isEmpty {
      let lines = input.warnings.map { "- \(InputText.printable($0))" }
      text +=
        "\n\n" + DataFence.wrap(lines.joined(separator: "\n"), mark: workshop.settings.random())
    }
    return ToolResult(
      text: text,
      structured: [
        "snapshot": .string(digest),
        "nodes": .integer(cluster.nodes.count),
        "virtualMachines": .integer(cluster.virtualMachines.count),
        "running": .integer(running),
        "warnings": .array(input.warnings.map { .string($0) }),
      ]
    )
  }

  private static func live(_ call: Call, _ workshop: Workshop) throws -> PlanInput {
    call.report("reading the cluster")
    let kubectl = workshop.settings.kubectl
    let snapshot = try Blocking.run(for: call) { try await ClusterSnapshot.read(kubectl) }
    try call.checkCancellation()
    let roots = try DocumentReader.read(snapshot.json, file: "cluster")
    var input = try PlanInput(documents: roots.map { ("cluster", $0) }, source: "cluster")
    input.warnings = snapshot.warnings + input.warnings
    return input
  }
}
