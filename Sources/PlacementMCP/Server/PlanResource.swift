import PlacementModel
import PlacementReport

/// A plan as a document that a client can read: `rebalance://plans/HEX.json` and so on.
struct PlanResource: Sendable, Hashable {
  /// `sha256:` and 64 hexadecimal digits.
  var digest: String
  /// What it is read as.
  var format: Format

  /// What a plan can be read as; the spelling ends the address.
  enum Format: String, Sendable, CaseIterable {
    case json
    case markdown = "md"
    case html

    var mimeType: String {
      switch self {
      case .json: "application/json"
      case .markdown: "text/markdown"
      case .html: "text/html"
      }
    }
  }

  private static let root = "rebalance://plans/"

  /// The addresses as a template.
  static let template: JSONValue = [
    "uriTemplate": .string(root + "{digits}.{format}"),
    "name": "plan",
    "title": "A plan",
    "description": "A plan by the 64 digits of its digest; format is json, md or html.",
  ]

  init(digest: String, format: Format) {
    self.digest = digest
    self.format = format
  }

  /// The document at an address; `nil` where the address is none.
  init?(uri: String) {
    guard uri.hasPrefix(Self.root) else { return nil }
    let parts = uri.dropFirst(Self.root.count).split(
      separator: ".",
      omittingEmptySubsequences: false
    )
    guard parts.count == 2, let format = Format(rawValue: String(parts[1])) else { return nil }
    self.init(digest: "sha256:\(parts[0])", format: format)
    guard Schema.digest.problem(with: .string(digest)) == nil else { return nil }
  }

  /// The address.
  var uri: String { "\(Self.root)\(digest.dropFirst(7)).\(format.rawValue)" }

  /// The document as a list of resources has it.
  var json: [String: JSONValue] {
    let short = digest.dropFirst(7).prefix(12)
    return [
      "uri": .string(uri),
      "name": .string("plan-\(short).\(format.rawValue)"),
      "title": .string(format == .json ? "Plan \(short)" : "Report on plan \(short)"),
      "mimeType": .string(format.mimeType),
    ]
  }

  /// The document itself.
  func text(_ plan: Plan) throws -> String {
    switch format {
    case .json: String(decoding: try plan.json(), as: UTF8.self)
    case .markdown: MarkdownReport.render(plan)
    case .html: HTMLReport.render(plan)
    }
  }
}
