/// The name of a resource as Kubernetes spells it: `cpu`, `memory`, `nvidia.com/gpu`.
public struct ResourceName: Sendable, Hashable, Comparable, RawRepresentable,
  ExpressibleByStringLiteral, CustomStringConvertible
{
  /// The spelling.
  public var rawValue: String

  /// Creates a name from its spelling.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Creates a name from a literal.
  public init(stringLiteral value: String) { self.rawValue = value }

  /// Processor time, in cores.
  public static let cpu: ResourceName = "cpu"
  /// Memory, in bytes.
  public static let memory: ResourceName = "memory"
  /// The number of pods; every running VM takes one.
  public static let pods: ResourceName = "pods"

  /// The spelling.
  public var description: String { rawValue }

  /// Orders cpu first, memory second, the rest by spelling.
  public static func < (a: ResourceName, b: ResourceName) -> Bool {
    (a.rank, a.rawValue) < (b.rank, b.rawValue)
  }

  private var rank: Int { self == .cpu ? 0 : self == .memory ? 1 : 2 }
}

extension ResourceName: Codable {}

/// Amounts by resource; a resource that is not listed has the amount zero.
public struct ResourceList: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// The listed amounts.
  public var amounts: [ResourceName: Quantity]

  /// Creates a list from amounts.
  public init(_ amounts: [ResourceName: Quantity] = [:]) { self.amounts = amounts }

  /// Creates a list from a literal.
  public init(dictionaryLiteral elements: (ResourceName, Quantity)...) {
    self.amounts = Dictionary(elements, uniquingKeysWith: { $1 })
  }

  /// The amount of one resource; zero where it is not listed.
  public subscript(name: ResourceName) -> Quantity {
    get { amounts[name] ?? .zero }
    set { amounts[name] = newValue }
  }

  /// The listed resources: cpu, memory, then the rest by spelling.
  public var names: [ResourceName] { amounts.keys.sorted() }

  /// Whether nothing is listed.
  public var isEmpty: Bool { amounts.isEmpty }

  /// The sum, resource by resource.
  public static func + (a: ResourceList, b: ResourceList) -> ResourceList {
    ResourceList(a.amounts.merging(b.amounts, uniquingKeysWith: +))
  }

  /// Adds another list in place.
  public static func += (a: inout ResourceList, b: ResourceList) {
    a.amounts.merge(b.amounts, uniquingKeysWith: +)
  }
}

extension ResourceList: Codable {
  /// Writes `{"cpu": "4", "memory": "16Gi"}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Dictionary(uniqueKeysWithValues: amounts.map { ($0.key.rawValue, $0.value) })
    )
  }

  /// Reads `{"cpu": "4", "memory": "16Gi"}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let read = try container.decode([String: Quantity].self)
    self.amounts = Dictionary(
      uniqueKeysWithValues: read.map { (ResourceName(rawValue: $0.key), $0.value) }
    )
  }
}

extension ResourceName {
  /// The resource that a quota's key `limits.cpu` or `limits.memory` limits; `nil` for requests.
  public var limited: ResourceName? {
    let prefix = "limits."
    guard rawValue.hasPrefix(prefix) else { return nil }
    return ResourceName(rawValue: String(rawValue.dropFirst(prefix.count)))
  }

  /// Whether amounts of it are counted in millicores.
  public var isCPU: Bool { self == .cpu || limited == .cpu }
}
