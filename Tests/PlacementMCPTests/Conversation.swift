import Foundation
import PlacementExecution
import Testing

@testable import PlacementMCP

/// A conversation of a user with an assistant, as a script that is played to a server.
struct Conversation {
  private let script: JSONValue
  /// What calls returned, by the names that the script gives it.
  private var kept: [String: JSONValue] = [:]
  private var lines: [String] = []

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Conversations")

  init(_ name: String) throws {
    let file = Self.folder.appending(path: name + ".json")
    script = try JSONValue(reading: Data(contentsOf: file))
  }

  /// Plays it, holds results against the script, and returns what was said.
  mutating func play(on bench: Bench) throws -> String {
    lines = ["# \(script["title"]?.text ?? "")"]
    for turn in script["turns"]?.elements ?? [] {
      if let words = turn["user"]?.text { lines.append("**User:** \(words)") }
      if let tool = turn["call"]?.text { try call(tool, turn, bench) }
    }
    return lines.joined(separator: "\n\n") + "\n"
  }

  /// What goes wrong in its cluster.
  var faults: [Fault] {
    script["failing"]?.text.map {
      [.fails(vm: $0, reason: "the guest writes faster than it moves")]
    }
      ?? []
  }

  private mutating func call(_ tool: String, _ turn: JSONValue, _ bench: Bench) throws {
    let arguments = filled(turn["arguments"] ?? [:])
    lines.append("**Assistant** calls `\(tool)` with `\(turn["arguments"]?.serialized ?? "")`")
    let answers = turn["answers"]?.elements ?? []
    let (result, asked) = try bench.call(tool, absolute(arguments), answers: answers)
    for (question, answer) in zip(asked, answers) {
      let words = answer["content"]?["decision"]?.text ?? answer["action"]?.text ?? ""
      lines.append("The user is asked:\n\n\(Self.quoted(named(question)))")
      lines.append("and answers **\(words)**.")
    }
    #expect(result["isError"] == false, "\(result)")
    lines.append("It returns, among others:\n\n\(Self.quoted(Self.outline(Bench.text(result))))")
    let structured = try #require(result["structuredContent"])
    for (name, path) in turn["keep"]?.members ?? [:] {
      let found = Self.value(at: path.text ?? "", in: structured)
      let value: JSONValue = try #require(found, "\(tool): \(path)")
      kept[name] = value
    }
    for (path, wanted) in turn["expect"]?.members ?? [:] {
      #expect(Self.value(at: path, in: structured) == filled(wanted), "\(tool): \(path)")
    }
  }

  /// The value with what was kept in the place of its name.
  private func filled(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.hasPrefix("$"): kept[String(text.dropFirst())] ?? value
    case .array(let elements): .array(elements.map(filled))
    case .object(let members): .object(members.mapValues(filled))
    default: value
    }
  }

  private func absolute(_ arguments: JSONValue) -> JSONValue {
    guard var members = arguments.members, let paths = members["paths"]?.elements else {
      return arguments
    }
    members["paths"] = .array(
      paths.map { .string(Bench.project.appending(path: $0.text ?? "").path) }
    )
    return .object(members)
  }

  private static func value(at path: String, in value: JSONValue) -> JSONValue? {
    path.split(separator: ".").reduce(Optional(value)) { value, key in
      guard let elements = value?.elements else { return value?[String(key)] }
      return Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    }
  }

  /// The text with the names of what was kept in its place.
  private func named(_ text: String) -> String {
    kept.reduce(text) { text, entry in
      text.replacing(entry.value.text ?? "", with: "$" + entry.key)
    }
  }

  /// The headings and what is said of VMs: the wording of reports is tested where it is made.
  private static func outline(_ text: String) -> String {
    text.split(separator: "\n").filter { $0.hasPrefix("#") || $0.contains("prod/") }
      .joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? ">" : "> \($0)" }
      .joined(separator: "\n")
  }
}
