import Foundation
import Testing

@testable import PlacementMCP

@Suite struct QuestionTests {
  private let recorder = Recorder()
  private let form = Questions.Form(message: "Go?", schema: ["type": "object", "properties": [:]])

  private func questions(_ patience: Duration = .seconds(600)) -> Questions {
    Questions(sink: recorder, patience: patience, random: Settings.randomDigits)
  }

  private func call(
    _ version: ProtocolVersion,
    _ params: [String: JSONValue] = [:]
  ) -> Call {
    let client = Client(version: version, capabilities: ["elicitation": [:]])
    return Call(id: .integer(1), client: client, params: params, sink: recorder)
  }

  @Test func onlyFormsCount() {
    for (capabilities, asks) in [
      (["elicitation": [:]] as JSONValue, true), (["elicitation": ["form": [:]]], true),
      (["elicitation": ["url": [:]]], false), ([:], false), (["elicitation": true], false),
    ] { #expect(Client(version: .july2026, capabilities: capabilities).asksUsers == asks) }
  }

  private func pending(_ questions: Questions, _ subject: String) -> [String: JSONValue] {
    do {
      _ = try questions.ask(form, about: subject, in: call(.july2026))
      Issue.record("answered without a question")
      return [:]
    } catch let pending as Questions.Pending {
      return pending.result
    } catch {
      Issue.record(error)
      return [:]
    }
  }

  @Test func anAnswerHoldsForItsQuestionOnce() throws {
    let questions = questions()
    let result = pending(questions, "plan 1")
    #expect(result["resultType"] == "input_required")
    let state = try #require(result["requestState"])
    let retry: [String: JSONValue] = [
      "requestState": state,
      "inputResponses": ["answer": ["action": "accept", "content": ["approve": true]]],
    ]
    #expect(
      try questions.ask(form, about: "plan 1", in: call(.july2026, retry))
        == .accepted(["approve": true])
    )
    #expect(throws: RPCError.self) {
      try questions.ask(form, about: "plan 1", in: call(.july2026, retry))
    }
  }

  @Test func anAnswerToAnotherQuestionIsRefused() throws {
    let questions = questions()
    for state in [pending(questions, "plan 1")["requestState"], "forged"] {
      let retry: [String: JSONValue] = [
        "requestState": try #require(state),
        "inputResponses": ["answer": ["action": "accept", "content": ["approve": true]]],
      ]
      #expect(throws: RPCError.self) {
        try questions.ask(form, about: "plan 2", in: call(.july2026, retry))
      }
    }
    // An answer to nothing that was asked is no answer.
    let unasked: [String: JSONValue] = ["inputResponses": ["answer": ["action": "accept"]]]
    #expect(throws: Questions.Pending.self) {
      try questions.ask(form, about: "plan 2", in: call(.july2026, unasked))
    }
  }

  @Test func beforeTheServerAsksMeanwhile() async throws {
    let questions = questions()
    let call = call(.november2025)
    async let answer = aside { [form] in try questions.ask(form, about: "plan 1", in: call) }
    while recorder.sent.isEmpty { await Task.yield() }
    let request = try #require(recorder.sent.first)
    #expect(request["method"] == "elicitation/create")
    let id = try #require(RequestID(request["id"]))
    questions.receive(["action": "decline"], for: .string("another"))
    questions.receive(["action": "decline"], for: id)
    #expect(try await answer == .declined)
  }

  @Test func patienceAndInterestEnd() throws {
    #expect(
      try questions(.zero).ask(form, about: "plan 1", in: call(.june2025)) == .dismissed
    )
    let withdrawn = call(.june2025)
    withdrawn.cancel()
    #expect(throws: Call.Cancelled.self) {
      try questions().ask(form, about: "plan 1", in: withdrawn)
    }
  }
}
