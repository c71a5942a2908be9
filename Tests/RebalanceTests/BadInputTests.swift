import Foundation
import Testing

/// What cannot be read is one line that names the file and the place, and exit status 1.
@Suite(.timeLimit(.minutes(15)))
struct BadInputTests {
  private func expectOneLine(
    _ paths: [String],
    file: String? = nil,
    _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await Tool.run(["plan"] + paths)
    #expect(outcome.status == 1, sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.hasPrefix("error: \(file ?? paths[0]): "),
      "\(outcome.errors)",
      sourceLocation: sourceLocation
    )
    #expect(outcome.errors.utf8.count < 500, sourceLocation: sourceLocation)
    for word in words {
      #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
  }

  /// One edit of a good scenario, and where the message says it is.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var replacement: String
    var words: [String]
    var testDescription: String { replacement }

    init(_ text: String, _ replacement: String, _ words: String...) {
      self.text = text
      self.replacement = replacement
      self.words = words
    }
  }

  static let mistakes = [
    Mistake("virtualMachines:", "virtualMachine:", "cluster: ", "did you mean 'virtualMachines'?"),
    Mistake("web-02", "web-01", "cluster.virtualMachines[1].name", "prod/web-01"),
    Mistake("node: worker-04", "node: worker-40", "cluster.virtualMachines[8].node", "worker-40"),
    Mistake("cpu: \"2\"", "cpu: -1", "cluster.virtualMachines[0].requests.cpu", "negative"),
    Mistake("memory: 8Gi", "memory: 16Gb", "cluster.virtualMachines[0].requests.memory", "16Gb"),
    Mistake("memory: 8Gi", "memory: NaN", "cluster.virtualMachines[0].requests.memory", "NaN"),
    Mistake("memory: 8Gi", "memory: .inf", "cluster.virtualMachines[0].requests.memory"),
    Mistake("weights: {cpu: 0.5", "weights: {cpu: .nan", "goal.weights.cpu"),
    Mistake("optimize: balance", "optimize: harmony", "goal.optimize", "harmony"),
    Mistake("placementsolver/v1", "placementsolver/v9", "apiVersion", "placementsolver/v1"),
    Mistake("kind: Scenario", "kind: Scenario\nkind: Scenario", "line 2", "duplicate key 'kind'"),
    Mistake("name: web-01", "name: \"web\\e[31m-01\\n\"", "cluster.virtualMachines[0].name"),
  ]

  @Test(arguments: mistakes)
  func namesThePlace(mistake: Mistake) async throws {
    let scratch = try Scratch()
    let path = try scratch.file("bad.yaml", Shipped.workers(mistake.text, mistake.replacement))
    let outcome = try await Tool.run(["plan", path])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: \(path): "), "\(outcome.errors)")
    #expect(!outcome.errors.contains("\u{1B}"))
    for word in mistake.words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
  }

  @Test func filesThatHoldNothing() async throws {
    let scratch = try Scratch()
    try await expectOneLine([scratch.file("empty.yaml")], "nothing in it")
    try await expectOneLine([scratch.file("comment.yaml", "# nothing\n")], "nothing in it")
    try await expectOneLine([scratch.folder.path + "/missing.yaml"], "no such file")
    let folder = scratch.path("folder")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await expectOneLine([folder], "no .json, .yaml or .yml files")
    try await expectOneLine(
      [scratch.file("none.json", #"{"apiVersion": "v1", "kind": "List", "items": []}"#)],
      "no Node objects"
    )
    try await expectOneLine(
      [
        scratch.file(
          "nodes.yaml",
          "apiVersion: placementsolver/v1\nkind: Scenario\n"
            + "cluster: {nodes: [], virtualMachines: []}\n"
        )
      ],
      "cluster.nodes",
      "at least one"
    )
  }

  @Test func filesThatAreNoDocuments() async throws {
    let scratch = try Scratch()
    let bytes = Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 0x80) })
    try await expectOneLine([scratch.file("binary", bytes)], "UTF-8")
    let json = try Data(
      contentsOf: Tool.project.appending(path: "Scenarios/documents/json.json")
    )
    for share in [3, 2] {
      try await expectOneLine(
        [scratch.file("truncated.json", json.prefix(json.count / share))],
        "line "
      )
    }
  }

  @Test func otherDocuments() async throws {
    let scratch = try Scratch()
    let planned = try await Tool.run(["plan", Shipped.workers, "-o", "json"] + Tool.quick)
    let plan = try scratch.file("plan.json", planned.output)
    try await expectOneLine([plan], "a plan; give the scenario")
    try await expectOneLine([plan, Shipped.cluster], "a plan; give the scenario")
  }

  /// A scenario among other files would silently decide which of them count.
  @Test func scenariosAreNotMixed() async throws {
    let other = "Scenarios/balance/count.yaml"
    try await expectOneLine([Shipped.workers, other], file: other, "a second document")
    let scratch = try Scratch()
    let text = try String(contentsOf: Tool.project.appending(path: other), encoding: .utf8)
    let first = try scratch.file("first.yaml", text)
    let second = try scratch.file("second.yaml", text)
    let folder = URL(filePath: first).deletingLastPathComponent().path
    try await expectOneLine([folder], file: second, "second document")
    let outcome = try await Tool.run(["plan", Shipped.workers, Shipped.cluster])
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains("second document"))
  }

  @Test func hostileDocuments() async throws {
    let scratch = try Scratch()
    let depth = 100_000
    let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    try await expectOneLine([scratch.file("deep.json", nested)], "levels deep")
    try await expectOneLine([scratch.file("deep.yaml", "a: " + nested)], "levels deep")
    // Eleven lines that stand for 10¹¹ values.
    var bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for (name, last) in zip("bcdefghijk", "abcdefghij") {
      bomb +=
        "\(name): &\(name) ["
        + [String](repeating: "*\(last)", count: 10)
        .joined(separator: ", ") + "]\n"
    }
    try await expectOneLine([scratch.file("bomb.yaml", bomb)], "aliases")
    let large = String(repeating: "x", count: 2_000_000)
    try await expectOneLine(
      [scratch.file("large.json", #"{"kind": "Scenario", "\#(large)": 1}"#)],
      "key"
    )
    try await expectOneLine(
      [
        scratch.file(
          "list.json",
          "[" + String(repeating: #"{"kind": "x"},"#, count: 50_000) + "1]"
        )
      ])
  }

  /// Files are called what people like: Foundation's paths once trapped on a single letter.
  @Test func namesOfOneLetterAreNames() async throws {
    let scratch = try Scratch()
    let tool = try #require(Tool.executable?.path)
    let scenario = Tool.project.appending(path: Shipped.workers).path
    let script = """
      cd '\(scratch.folder.path)' && cp '\(scenario)' s && '\(tool)' plan s --work-limit 20000 --out p \
      --save-scenario t && '\(tool)' verify p s && '\(tool)' execute p --simulate --journal j \
      && '\(tool)' resume j && '\(tool)' modify p --skip 1 --out q && '\(tool)' show q -o html >h \
      && '\(tool)' test s --solver greedy --junit x
      """
    let outcome = try await Tool.run(["-c", script], program: URL(filePath: "/bin/sh"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    for name in ["p", "t", "j", "q", "h", "x"] {
      #expect(FileManager.default.fileExists(atPath: scratch.path(name)), "\(name)")
    }
  }
}
