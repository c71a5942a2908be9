import Foundation

extension Inventory {
  /// The digest of everything a plan depends on: `sha256:` and 64 hexadecimal digits.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func digest() throws -> String {
    "sha256:" + SHA256.hexDigest(of: try DocumentEncoder.canonical(self))
  }
}

extension Plan {
  /// The plan with the inventory it was made for, and its digests.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func sealed(inventory: Inventory) throws -> Plan {
    var plan = self
    plan.inventory = inventory
    plan.inventoryDigest = try inventory.digest()
    plan.digest = try plan.computedDigest()
    return plan
  }

  /// The digest this document should carry: over all of it but the time spent, the digest, and
  /// the inventory, whose own digest is part of it.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func computedDigest() throws -> String {
    var plan = self
    plan.digest = ""
    plan.inventory = nil
    plan.solver.seconds = 0
    return "sha256:" + SHA256.hexDigest(of: try DocumentEncoder.canonical(plan))
  }

  /// Whether the document is as it was made: both digests are those of what it holds.
  public var isIntact: Bool {
    guard (try? computedDigest()) == digest else { return false }
    guard let inventory else { return true }
    return (try? inventory.digest()) == inventoryDigest
  }

  /// The plan document as JSON: indented, keys in alphabetical order, a newline at the end.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data([0x0a])
  }

  /// Reads a plan document.
  ///
  /// - Throws: `DecodingError` where it is none.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(Plan.self, from: json)
  }
}

/// Encodes documents to the same bytes on every machine.
enum DocumentEncoder {
  static func canonical(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }
}
