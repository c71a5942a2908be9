/// A value together with the way that led to it, for reading with precise errors.
///
/// The path is written out only when an error needs it.
public struct Field: Sendable {
  /// The value.
  public let value: DocumentValue
  private let place: Place

  private final class Place: Sendable {
    enum Step: Sendable {
      case root(file: String)
      case key(String)
      case index(Int)
    }

    let parent: Place?
    let step: Step

    init(parent: Place?, step: Step) {
      self.parent = parent
      self.step = step
    }
  }

  private init(value: DocumentValue, place: Place) {
    self.value = value
    self.place = place
  }

  /// Starts at the root of a document.
  public init(_ root: DocumentValue, file: String) {
    self.init(value: root, place: Place(parent: nil, step: .root(file: file)))
  }

  /// The cursor of a key's value, whether or not this value has the key.
  public func child(_ key: String, _ value: DocumentValue) -> Field {
    Field(value: value, place: Place(parent: place, step: .key(key)))
  }

  /// The cursor of a list's element.
  public func child(_ index: Int, _ value: DocumentValue) -> Field {
    Field(value: value, place: Place(parent: place, step: .index(index)))
  }

  /// The file's name.
  public var file: String {
    var place = place
    while let parent = place.parent { place = parent }
    if case .root(let file) = place.step { return file }
    return ""
  }

  /// The path from the root: `cluster.virtualMachines[3].requests.cpu`.
  public var path: String {
    var steps: [Place.Step] = []
    var current: Place? = place
    while let place = current {
      steps.append(place.step)
      current = place.parent
    }
    var path = ""
    for step in steps.reversed() {
      switch step {
      case .root: break
      case .index(let index): path += "[\(index)]"
      case .key(let key):
        if !key.isEmpty, key.utf8.allSatisfy(Self.isPlain) {
          path += path.isEmpty ? key : ".\(key)"
        } else {
          path += "[\(InputText.printable(key))]"
        }
      }
    }
    return path
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// An error at this place.
  public func error(_ message: String) -> InputError {
    // What is wrong with the whole document is not wrong in its first line.
    let line = place.parent == nil ? nil : Int(value.line)
    return InputError(file: file, path: path, line: line, message: message)
  }

  /// An error about a key of this value.
  public func error(at key: String, _ message: String) -> InputError {
    child(key, DocumentValue(.null, line: value.line)).error(message)
  }
}
