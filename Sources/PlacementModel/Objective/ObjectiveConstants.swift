/// The constants of the objective, each declared once; `LegalPlans` quotes them.
public enum ObjectiveConstants {
  /// The least that a standard deviation of utilisation is divided by.
  public static let utilisationFloor = 0.05
  /// The least that a standard deviation of numbers of VMs is divided by.
  public static let countFloor = 0.5
  /// The standard deviation of utilisation that is good enough by default: 2 points.
  public static let utilisationTolerance = 0.02
  /// The standard deviation of numbers of VMs that is good enough by default.
  public static let countTolerance = 0.5

  /// What moving every VM live costs, besides ``priceOfAllMemory``.
  public static let priceOfAllMoves = 0.05
  /// What moving all guest memory live costs, besides ``priceOfAllMoves``.
  public static let priceOfAllMemory = 0.05
  /// What a cold move of a VM that runs costs, in prices of a live one.
  public static let coldFactor = 3.0

  /// What an excess over each VM's preferred rule costs in all, at weight 1.
  public static let priceOfAllExcesses = 0.05
  /// The weight of a preferred rule, by default.
  public static let ruleWeight = 10.0
  /// The weight of an untolerated taint with the effect `PreferNoSchedule`.
  public static let taintWeight = 10.0
  /// The weight of a topology spread constraint with `ScheduleAnyway`.
  public static let topologySpreadWeight = 10.0

  /// The weight of the peaks, where a goal has them.
  public static let peakWeight = 10.0
  /// The weight of the bursts, where a goal has them.
  public static let burstWeight = 10.0
}
