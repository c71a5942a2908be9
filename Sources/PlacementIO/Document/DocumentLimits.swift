/// How much input is accepted, so that a hostile file gives an error and not an exhausted machine.
public enum DocumentLimits {
  /// The most bytes of a file: 1 GiB.
  public static let bytes = 1 << 30
  /// The deepest nesting of lists and maps, in JSON and YAML alike.
  public static let depth = 512
  /// The most values of a YAML stream, aliases written out.
  ///
  /// A larger cluster is given as JSON, which is read in a tenth of the time and a quarter of the memory.
  public static let yamlValues = 5_000_000
}
