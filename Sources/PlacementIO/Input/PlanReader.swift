import Foundation
import PlacementModel

/// Reads what planning wrote: plans, and the waves of a maintenance.
package enum PlanReader {
  /// A document that planning writes.
  package enum Document {
    case plan(Plan)
    case maintenance(Maintenance)
  }

  /// Whether a document says that it is a plan.
  package static func isPlan(_ root: DocumentValue) -> Bool {
    root["kind"]?.text == Plan.documentKind
      && root["apiVersion"]?.text?.hasPrefix("placementsolver/") ?? false
  }

  /// Reads the plan in a file.
  ///
  /// - Throws: ``InputError`` where the file cannot be read or holds no plan.
  package static func read(path: String) throws -> Plan {
    try read(DocumentReader.contents(path: path), file: path)
  }

  /// Reads a plan from bytes; `file` is what messages call them.
  ///
  /// - Throws: ``InputError`` where they are no plan.
  package static func read(_ data: Data, file path: String) throws -> Plan {
    switch try document(data, file: path) {
    case .plan(let plan): return plan
    case .maintenance:
      throw InputError(
        file: path,
        message: "holds waves, not a plan; each wave is a plan of its own beside it: wave-1.json…"
      )
    }
  }

  /// Reads a plan, or waves, from a file.
  ///
  /// - Throws: ``InputError`` where the file cannot be read or holds neither.
  package static func document(path: String) throws -> Document {
    try document(DocumentReader.contents(path: path), file: path)
  }

  private static func document(_ data: Data, file path: String) throws -> Document {
    do {
      // Asked first, as what another kind of document lacks is not what is wrong with it.
      let header = try JSONDecoder().decode(Header.self, from: data)
      switch (header.kind, header.apiVersion) {
      case (Plan.documentKind, Plan.documentVersion):
        let plan = try Plan(json: data)
        try check(plan, "", file: path)
        return .plan(plan)
      case (Maintenance.documentKind, Plan.documentVersion):
        let maintenance = try JSONDecoder().decode(Maintenance.self, from: data)
        for (i, wave) in maintenance.waves.enumerated() {
          try check(wave.plan, "waves[\(i)].plan.", file: path)
        }
        return .maintenance(maintenance)
      default:
        throw InputError(
          file: path,
          message: "not a plan but \(header.description); give a document that "
            + "'rebalance plan --out' wrote"
        )
      }
    } catch let error as DecodingError {
      throw Self.problem(error, in: path)
    }
  }

  private static func check(_ plan: Plan, _ prefix: String, file: String) throws(InputError) {
    guard let problem = plan.inventory.flatMap(InventoryCheck.firstProblem) else { return }
    throw InputError(
      file: file,
      path: "\(prefix)inventory.\(problem.path)",
      message: problem.message
    )
  }

  /// What a document says that it is.
  private struct Header: Decodable, CustomStringConvertible {
    var apiVersion: String?
    var kind: String?

    var description: String {
      guard let apiVersion, let kind else { return "a document without apiVersion and kind" }
      // In one line whatever it holds, and never in control characters.
      return "\(InputText.printable(kind)) of \(InputText.printable(apiVersion))"
    }
  }

  private static func problem(_ error: DecodingError, in file: String) -> InputError {
    let context: DecodingError.Context
    var missing = ""
    switch error {
    case .keyNotFound(let key, let c): (context, missing) = (c, key.stringValue)
    case .typeMismatch(_, let c), .valueNotFound(_, let c), .dataCorrupted(let c): context = c
    @unknown default:
      return InputError(file: file, message: "is no plan document")
    }
    let path = context.codingPath.reduce("") { path, key in
      key.intValue.map { "\(path)[\($0)]" } ?? (path.isEmpty ? "" : path + ".") + key.stringValue
    }
    if !missing.isEmpty {
      return InputError(
        file: file,
        path: path,
        message: "'\(missing)' is missing; give a plan document as 'rebalance plan --out' writes it"
      )
    }
    if path.isEmpty { return InputError(file: file, message: "is no JSON; give a plan document") }
    return InputError(
      file: file,
      path: path,
      message: "is not what a plan document has there; write it again with 'rebalance plan --out'"
    )
  }
}
