import Foundation
import PlacementC
import PlacementIO
import PlacementSolver
import Testing

/// What a program in C, or in a language that can call C, gets from the library.
@Suite struct ExportTests {
  private static let scenario = """
    apiVersion: placementsolver/v1
    kind: Scenario
    name: two-nodes
    cluster:
      nodes:
      - {name: a, allocatable: {cpu: "8", memory: 32Gi}}
      - {name: b, allocatable: {cpu: "8", memory: 32Gi}}
      virtualMachines:
      - {name: one, node: a, requests: {cpu: "2", memory: 8Gi}, accessModes: [ReadWriteMany]}
      - {name: two, node: a, requests: {cpu: "2", memory: 8Gi}, accessModes: [ReadWriteMany]}
    goal: {optimize: balance}
    """

  /// The text of an answer, which is freed.
  private func take(_ answer: CAnswer?) throws -> String {
    let answer = try #require(answer)
    defer { placementFree(answer) }
    return String(cString: answer)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func error(_ answer: CAnswer?) throws -> [String: String] {
    try #require(try object(take(answer))["error"] as? [String: String])
  }

  @Test func aPlanComesOutThatTheCheckerAccepts() throws {
    let plan = try take(placementPlan(Self.scenario, nil))
    let document = try object(plan)
    #expect(document["kind"] as? String == "Plan")
    #expect((document["migrations"] as? [Any])?.count == 1)
    let report = try object(take(placementCheck(plan, Self.scenario)))
    #expect(report["legal"] as? Bool == true)
    #expect((report["violations"] as? [Any])?.isEmpty == true)
  }

  @Test func aCheckAgainstAnotherClusterFails() throws {
    let plan = try take(placementPlan(Self.scenario, nil))
    let other = Self.scenario.replacing("32Gi", with: "24Gi")
    let report = try object(take(placementCheck(plan, other)))
    #expect(report["legal"] as? Bool == false)
    #expect((report["violations"] as? [Any])?.isEmpty == false)
  }

  @Test func optionsGoOverTheScenario() throws {
    let drained = try object(
      take(placementPlan(Self.scenario, #"{"goal": {"drain": ["a"]}, "solver": "greedy"}"#))
    )
    #expect((drained["migrations"] as? [Any])?.count == 2)
    let none = try object(take(placementPlan(Self.scenario, #"{"goal": "none"}"#)))
    #expect(none["status"] as? String == "balanced")
  }

  @Test func theSameWorkGivesTheSamePlan() throws {
    let options = #"{"workLimit": 20000, "seed": 7}"#
    let plans = try (0..<2)
      .map { _ -> Plan in
        var plan = try Plan(json: Data(take(placementPlan(Self.scenario, options)).utf8))
        plan.solver.seconds = 0
        return plan
      }
    #expect(plans[0] == plans[1])
  }

  @Test func mistakesSayWhereTheyAre() throws {
    let unknown = try error(placementPlan(Self.scenario, #"{"goal": {"drain": ["c"]}}"#))
    #expect(unknown["code"] == "input")
    #expect(unknown["path"] == "goal.drain[0]")
    let option = try error(placementPlan(Self.scenario, #"{"sead": 1}"#))
    #expect(option["message"]?.contains("seed") == true)
    let number = try error(placementPlan(Self.scenario, #"{"workLimit": -1}"#))
    #expect(number["path"] == "workLimit")
    #expect(try error(placementPlan("{", nil))["code"] == "input")
    #expect(try error(placementPlan("", nil))["code"] == "input")
    #expect(try error(placementCheck("[]", Self.scenario))["code"] != nil)
  }

  @Test func nullPointersAndBytesThatAreNoTextAreErrors() throws {
    #expect(try error(placementPlan(nil, nil))["code"] == "argument")
    #expect(try error(placementCheck(nil, nil))["code"] == "argument")
    #expect(try error(placementExplain(nil, nil))["code"] == "argument")
    #expect(try error(placementReport(nil, nil))["code"] == "argument")
    let bytes: [CChar] = [-1, -2, 0]
    #expect(try error(placementPlan(bytes, nil))["code"] == "argument")
    placementFree(nil)
  }

  @Test func questionsAreAnswered() throws {
    let plan = try take(placementPlan(Self.scenario, nil))
    let why = try object(take(placementExplain(plan, #"{"migration": 1}"#)))
    #expect((why["reason"] as? String)?.isEmpty == false)
    #expect(try error(placementExplain(plan, #"{"migration": 9}"#))["code"] == "unknownMigration")
    #expect(try error(placementExplain(plan, #"{"vm": "default/one"}"#))["path"] == "to")
    let text = try take(placementExplain(plan, #"{"vm": "default/nine", "to": "b"}"#))
    #expect(text.contains("unknownVM"))
  }

  @Test func reportsComeInEveryForm() throws {
    let plan = try take(placementPlan(Self.scenario, nil))
    #expect(try take(placementReport(plan, "html")).hasPrefix("<!doctype html>"))
    #expect(try take(placementReport(plan, "markdown")).contains("| VM |"))
    #expect(try take(placementReport(plan, "table")).contains("VM Rebalance Plan"))
    #expect(try error(placementReport(plan, "pdf"))["message"]?.contains("markdown") == true)
  }

  @Test func progressIsToldAndStopIsAsked() throws {
    final class Counts { var steps = 0 }
    let counts = Counts()
    let context = Unmanaged.passUnretained(counts).toOpaque()
    let plan = try take(
      placementPlan(
        Self.scenario,
        nil,
        { text, context in
          guard let text, let context else { return }
          if String(cString: text).contains("\"stage\"") {
            Unmanaged<Counts>.fromOpaque(context).takeUnretainedValue().steps += 1
          }
        },
        { _ in 1 },
        context
      )
    )
    #expect(counts.steps > 0)
    #expect(try object(plan)["kind"] as? String == "Plan")
  }

  @Test func severalThreadsPlanAtOnce() async throws {
    let digests = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let answer = placementPlan(Self.scenario, #"{"workLimit": 20000}"#)
          defer { placementFree(answer) }
          return try Plan(json: Data(String(cString: #require(answer)).utf8)).inventoryDigest
        }
      }
      var found: Set<String> = []
      for try await digest in group { found.insert(digest) }
      return found
    }
    #expect(digests.count == 1)
  }

  @Test func theHeaderDeclaresWhatTheLibraryExports() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let header = try String(
      contentsOf: root.appending(path: "Bindings/c/placement.h"),
      encoding: .utf8
    )
    let source = try String(
      contentsOf: root.appending(path: "Sources/PlacementC/Exports.swift"),
      encoding: .utf8
    )
    let exported = source.matches(of: /@c\((placement_\w+)\)/).map { String($0.output.1) }
    let declared = header.matches(of: /(?m)^(?:const )?\w+ \*?(placement_\w+)\(/)
      .map { String($0.output.1) }
    #expect(Set(exported) == Set(declared))
    #expect(exported.count == 7)
  }
}
