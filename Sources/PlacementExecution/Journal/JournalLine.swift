import Foundation
import PlacementModel

/// A line of a journal file: an entry, its number and a checksum that chains it to the line before.
struct JournalLine: Codable {
  var number: Int
  var time: Double
  var event: JournalEvent
  var sum: String

  /// The text of a line, without its end.
  ///
  /// - Parameter previous: the checksum of the line before; empty for the first.
  static func encode(_ entry: JournalEntry, number: Int, after previous: String) throws -> (
    text: Data, sum: String
  ) {
    let body = try body(entry, number: number)
    let sum = checksum(body, after: previous)
    // The checksum comes last, so that the rest of the line is what it was computed from.
    return (body.dropLast() + Data(",\"sum\":\"\(sum)\"}".utf8), sum)
  }

  /// Reads a line.
  ///
  /// - Throws: ``JournalError`` where the line is not as it was written.
  static func decode(
    _ text: Data,
    number: Int,
    after previous: String
  ) throws(JournalError) -> (entry: JournalEntry, sum: String) {
    let tail = Data(",\"sum\":\"".utf8).count + sumLength + Data("\"}".utf8).count
    guard text.count > tail else { throw JournalError("line \(number) is cut") }
    let body = text.dropLast(tail) + Data("}".utf8)
    let sum = checksum(Data(body), after: previous)
    guard text.suffix(tail) == Data(",\"sum\":\"\(sum)\"}".utf8) else {
      throw JournalError("line \(number) is not as it was written: its checksum differs")
    }
    do {
      let line = try JSONDecoder().decode(Body.self, from: Data(body))
      guard line.number == number else {
        throw JournalError("line \(number) says that it is number \(line.number)")
      }
      return (JournalEntry(time: line.time, event: line.event), sum)
    } catch let error as JournalError {
      throw error
    } catch {
      throw JournalError("line \(number) is from another version of this program")
    }
  }

  private static let sumLength = 16

  private struct Body: Codable {
    var number: Int
    var time: Double
    var event: JournalEvent
  }

  private static func body(_ entry: JournalEntry, number: Int) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Body(number: number, time: entry.time, event: entry.event))
  }

  private static func checksum(_ body: Data, after previous: String) -> String {
    String(SHA256.hexDigest(of: Data(previous.utf8) + body).prefix(sumLength))
  }
}
