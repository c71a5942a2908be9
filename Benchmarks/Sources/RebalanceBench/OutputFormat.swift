import ArgumentParser
import Foundation

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv

  func text(_ rows: [Row]) throws -> String {
    switch self {
    case .table: Self.table(rows)
    case .json: try Self.json(rows)
    case .csv: Self.csv(rows)
    }
  }

  // MARK: Table

  private static func table(_ rows: [Row]) -> String {
    let head = ["size", "kind", "solver"] + Column.all.map(\.title)
    var lines = [head + ["status", "stopped", "checked"]]
    for row in rows {
      let figures = Column.all.map { column in
        row.median(column.figure).map(column.format) ?? "–"
      }
      lines.append(
        ["\(row.size)", row.kind, row.solver.rawValue] + figures
          + [row.status, row.termination, row.verdict]
      )
    }
    let widths = head.indices.map { c in lines.map { $0[c].count }.max() ?? 0 }
    let texts = lines.map { cells in
      zip(cells, 0...).map { cell, c in
        guard c < widths.count else { return cell }
        let padding = String(repeating: " ", count: widths[c] - cell.count)
        return c < 3 ? cell + padding : padding + cell
      }.joined(separator: "  ")
    }
    return texts.joined(separator: "\n") + "\n"
  }

  // MARK: CSV

  /// A line of medians for each row, then a line for each seed.
  private static func csv(_ rows: [Row]) -> String {
    let keys = Column.all.map(\.key)
    var lines = [
      ["nodes", "virtualMachines", "kind", "solver", "seed"] + keys
        + ["status", "termination", "checked"]
    ]
    for row in rows {
      let head = [
        "\(row.size.nodes)", "\(row.size.virtualMachines)", row.kind, row.solver.rawValue,
      ]
      lines.append(
        head + ["median"] + Column.all.map { number(row.median($0.figure)) }
          + [row.status, row.termination, row.verdict]
      )
      for run in row.runs {
        lines.append(
          head + ["\(run.seed)"] + Column.all.map { number(run.figures.flatMap($0.figure)) }
            + [
              run.figures?.status.rawValue ?? "", run.figures?.termination.rawValue ?? "",
              run.verdict,
            ]
        )
      }
    }
    return lines.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// A field as RFC 4180 has it.
  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  // MARK: JSON

  private static func json(_ rows: [Row]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(Document(rows: rows.map(DocumentRow.init)))
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private struct Document: Encodable {
    var apiVersion = "placementsolver/v1"
    var kind = "Benchmark"
    var rows: [DocumentRow]
  }

  private struct DocumentRow: Encodable {
    var nodes: Int
    var virtualMachines: Int
    var kind: String
    var solver: String
    var status: String
    var termination: String
    var checked: String
    var median: [String: Double]
    var seeds: [Run]

    init(_ row: Row) {
      nodes = row.size.nodes
      virtualMachines = row.size.virtualMachines
      kind = row.kind
      solver = row.solver.rawValue
      status = row.status
      termination = row.termination
      checked = row.verdict
      median = [:]
      for column in Column.all { median[column.key] = row.median(column.figure) }
      seeds = row.runs
    }
  }
}
