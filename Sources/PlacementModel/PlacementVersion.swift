/// The version of this package.
public enum PlacementVersion {
  /// The version, as in semantic versioning: `0.1.0`.
  public static let current = "0.1.0"
}
