import Foundation
import PlacementIO
import PlacementSolver

/// Plan documents on disk.
enum PlanFile {
  static func write(_ plan: Plan, to path: String) throws {
    do {
      try plan.json().write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw InputError(file: path, message: "cannot be written; check the folder and its permissions")
    }
  }

  static func read(_ path: String) throws -> Plan {
    let data = try DocumentReader.contents(path: path)
    do {
      let plan = try Plan(json: data)
      guard plan.kind == Plan.documentKind, plan.apiVersion == Plan.documentVersion else {
        throw InputError(
          file: path,
          message: "is a '\(plan.apiVersion)' '\(plan.kind)'; give a '\(Plan.documentVersion)' "
            + "'\(Plan.documentKind)', as 'rebalance plan --out' writes it")
      }
      return plan
    } catch let error as DecodingError {
      throw Self.problem(error, in: path)
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
        file: file, path: path,
        message: "'\(missing)' is missing; give a plan document as 'rebalance plan --out' writes it")
    }
    if path.isEmpty { return InputError(file: file, message: "is no JSON; give a plan document") }
    return InputError(
      file: file, path: path,
      message: "is not what a plan document has there; write it again with 'rebalance plan --out'")
  }
}
