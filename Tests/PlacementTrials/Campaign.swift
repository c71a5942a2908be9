import Foundation
import PlacementIO
import PlacementModel
import PlacementSolver
import Synchronization

/// Tries laws on many random clusters.
public struct Campaign: Sendable {
  /// The clusters.
  public var seeds: Range<UInt64>
  /// What must hold.
  public var laws: [Law]
  /// How plans are made.
  public var solvers: Solvers

  /// A law that does not hold for a seed.
  public struct Breach: Sendable {
    /// The seed.
    public var seed: UInt64
    /// The law's name.
    public var law: String
    /// What is wrong.
    public var message: String
  }

  /// Creates a campaign.
  public init(seeds: Range<UInt64>, laws: [Law] = Law.all, solvers: Solvers = Solvers()) {
    self.seeds = seeds
    self.laws = laws
    self.solvers = solvers
  }

  /// Tries every law on every cluster; breaches come in the order of the seeds.
  public func run(threads: Int = 1) -> [Breach] {
    let next = Mutex(seeds.lowerBound)
    let found = Mutex<[Breach]>([])
    DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
      while true {
        let seed: UInt64? = next.withLock { value in
          guard value < seeds.upperBound else { return nil }
          value += 1
          return value - 1
        }
        guard let seed else { return }
        let breaches = breaches(of: Trial(seed: seed), seed)
        if !breaches.isEmpty { found.withLock { $0 += breaches } }
      }
    }
    return found.withLock { $0.sorted { ($0.seed, $0.law) < ($1.seed, $1.law) } }
  }

  private func breaches(of trial: Trial, _ seed: UInt64) -> [Breach] {
    laws.compactMap { law in
      Self.breach(of: law, trial, solvers).map { Breach(seed: seed, law: law.name, message: $0) }
    }
  }

  /// What is wrong by a law; an error is wrong by every one.
  public static func breach(of law: Law, _ trial: Trial, _ solvers: Solvers) -> String? {
    do {
      return try law.breach(trial, solvers)
    } catch {
      return "planning fails: \(error)"
    }
  }

  /// The smallest scenario that still breaks a law.
  public func smallest(_ breach: Breach) -> Scenario? {
    guard let law = laws.first(where: { $0.name == breach.law }) else { return nil }
    let solvers = solvers
    var shrinker = Shrinker { trial in
      InventoryCheck.firstProblem(of: trial.inventory) == nil
        && Self.breach(of: law, trial, solvers) != nil
    }
    let small = shrinker.shrink(Trial(seed: breach.seed))
    let message = Self.breach(of: law, small, solvers) ?? breach.message
    return Scenario(
      name: "seed-\(breach.seed)-\(law.name)",
      description: "breaks '\(law.name)': \(message)",
      inventory: small.inventory,
      goal: small.goal
    )
  }
}
