import Foundation
import PlacementIO
import PlacementSolver

/// Plan documents on disk.
enum PlanFile {
  static func write(_ plan: Plan, to path: String) throws {
    do {
      try plan.json().write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw unwritable(path)
    }
  }

  /// Makes an empty file, so that a path that cannot be written to is found before the work.
  static func create(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: Data()) else {
      throw unwritable(path)
    }
  }

  static func isEmpty(_ path: String) -> Bool {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber
    return size?.intValue == 0
  }

  private static func unwritable(_ path: String) -> InputError {
    InputError(file: path, message: "cannot be written; check the folder and its permissions")
  }

  static func read(_ path: String) throws -> Plan {
    let data = try DocumentReader.contents(path: path)
    do {
      // Asked first, as what another kind of document lacks is not what is wrong with it.
      let header = try JSONDecoder().decode(Header.self, from: data)
      guard header.kind == Plan.documentKind, header.apiVersion == Plan.documentVersion else {
        throw InputError(
          file: path,
          message: "not a plan but \(header.description); give a document that "
            + "'rebalance plan --out' wrote"
        )
      }
      let plan = try Plan(json: data)
      if let problem = plan.inventory.flatMap(InventoryCheck.firstProblem) {
        throw InputError(file: path, path: "inventory.\(problem.path)", message: problem.message)
      }
      return plan
    } catch let error as DecodingError {
      throw Self.problem(error, in: path)
    }
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
