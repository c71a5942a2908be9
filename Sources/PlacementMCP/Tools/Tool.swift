/// Something that an assistant can have done.
protocol Tool: Sendable {
  /// What it is called, takes and gives.
  var definition: ToolDefinition { get }

  /// Does it; the arguments have the shape of the definition's input.
  ///
  /// - Throws: What ``ToolResult/init(failure:)`` can say in words; anything else is the server's
  ///   own failure.
  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult
}

/// What a tool is called, takes and gives.
struct ToolDefinition: Sendable {
  var name: String
  var title: String
  var description: String
  var input: [Schema.Property]
  var output: [Schema.Property]
  var effect: Effect = .readOnly
  /// Whether it computes for long.
  var isHeavy = false

  /// What a tool does to the world beyond the server's own records.
  enum Effect: Sendable {
    /// Nothing.
    case readOnly
    /// It records what the user decides.
    case records
    /// It moves virtual machines.
    case moves
  }

  /// The definition as `tools/list` has it.
  var json: JSONValue {
    [
      "name": .string(name),
      "title": .string(title),
      "description": .string(description),
      "inputSchema": Schema.object(input).json,
      "outputSchema": Schema.object(output).json,
      "annotations": [
        "title": .string(title),
        "readOnlyHint": .bool(effect == .readOnly),
        "destructiveHint": .bool(effect == .moves),
        "idempotentHint": .bool(effect != .moves),
        "openWorldHint": .bool(effect == .moves),
      ],
    ]
  }
}

/// What a tool gives.
struct ToolResult: Sendable {
  /// For people and language models: Markdown.
  var text: String
  /// For programs: an object of the definition's output shape.
  var structured: [String: JSONValue]
  /// Documents that say more.
  var links: [JSONValue] = []
}

/// The arguments of a tool, checked against its input shape before.
struct Arguments: Sendable {
  let members: [String: JSONValue]

  func text(_ name: String) -> String? { members[name]?.text }
  func whole(_ name: String) -> Int? { members[name]?.whole }
  func real(_ name: String) -> Double? { members[name]?.real }
  func flag(_ name: String) -> Bool? { members[name]?.flag }
  func texts(_ name: String) -> [String] { members[name]?.elements?.compactMap(\.text) ?? [] }

  /// One of the cases of a type.
  func word<Word: RawRepresentable<String>>(_ name: String, as type: Word.Type) -> Word? {
    text(name).flatMap { Word(rawValue: $0) }
  }
}

/// What every tool can use.
struct Workshop: Sendable {
  var settings: Settings
  var store: DocumentStore
  var questions: Questions
  var runs: RunKeeper
  /// Called when there is a new plan.
  var onNewPlan: @Sendable () -> Void
}
