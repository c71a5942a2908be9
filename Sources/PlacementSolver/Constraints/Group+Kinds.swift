import PlacementModel

/// The kinds of rules on several VMs: the one place that lists them.
///
/// What is asked in inner loops is switched here into concrete types, so that the compiler inlines
/// it; everything else goes through ``Group/Kind/meaning``.
extension Group {
  enum Kind: Equatable, Sendable {
    case antiAffinity(AntiAffinityKind)
    case affinity(AffinityKind)
    case spread(SpreadKind)
    case podAntiAffinity(PodAntiAffinityKind)
    case podAffinity(PodAffinityKind)
    case topologySpread(TopologySpreadKind)

    /// What the kind means, for everything but inner loops.
    var meaning: any GroupKind {
      switch self {
      case .antiAffinity(let kind): kind
      case .affinity(let kind): kind
      case .spread(let kind): kind
      case .podAntiAffinity(let kind): kind
      case .podAffinity(let kind): kind
      case .topologySpread(let kind): kind
      }
    }
  }

  /// See ``GroupKind/excess(_:_:)``.
  @inline(__always)
  func excess(_ tally: (Int) -> Tally) -> Int {
    switch kind {
    case .antiAffinity(let kind): kind.excess(self, tally)
    case .affinity(let kind): kind.excess(self, tally)
    case .spread(let kind): kind.excess(self, tally)
    case .podAntiAffinity(let kind): kind.excess(self, tally)
    case .podAffinity(let kind): kind.excess(self, tally)
    case .topologySpread(let kind): kind.excess(self, tally)
    }
  }

  /// See ``GroupKind/isLocal(_:)``.
  @inline(__always)
  var isLocal: Bool {
    switch kind {
    case .antiAffinity(let kind): kind.isLocal(self)
    case .affinity(let kind): kind.isLocal(self)
    case .spread(let kind): kind.isLocal(self)
    case .podAntiAffinity(let kind): kind.isLocal(self)
    case .podAffinity(let kind): kind.isLocal(self)
    case .topologySpread(let kind): kind.isLocal(self)
    }
  }

  /// See ``GroupKind/local(_:)``.
  @inline(__always)
  func local(_ tally: Tally) -> Int {
    switch kind {
    case .antiAffinity(let kind): kind.local(tally)
    case .affinity(let kind): kind.local(tally)
    case .spread(let kind): kind.local(tally)
    case .podAntiAffinity(let kind): kind.local(tally)
    case .podAffinity(let kind): kind.local(tally)
    case .topologySpread(let kind): kind.local(tally)
    }
  }

  /// See ``GroupKind/permits(_:_:excess:nodes:in:)``.
  @inline(__always)
  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool {
    switch kind {
    case .antiAffinity(let kind):
      kind.permits(move, tallies, excess: excess, nodes: nodes, in: p)
    case .affinity(let kind):
      kind.permits(move, tallies, excess: excess, nodes: nodes, in: p)
    case .spread(let kind):
      kind.permits(move, tallies, excess: excess, nodes: nodes, in: p)
    case .podAntiAffinity(let kind):
      kind.permits(move, tallies, excess: excess, nodes: nodes, in: p)
    case .podAffinity(let kind):
      kind.permits(move, tallies, excess: excess, nodes: nodes, in: p)
    case .topologySpread(let kind):
      kind.permits(move, tallies, excess: excess, nodes: nodes, in: p)
    }
  }

  /// See ``GroupKind/admits(_:in:)``.
  @inline(__always)
  func admits(_ move: GroupMove, in transit: Transit) -> Bool {
    switch kind {
    case .antiAffinity(let kind): kind.admits(move, in: transit)
    case .affinity(let kind): kind.admits(move, in: transit)
    case .spread(let kind): kind.admits(move, in: transit)
    case .podAntiAffinity(let kind): kind.admits(move, in: transit)
    case .podAffinity(let kind): kind.admits(move, in: transit)
    case .topologySpread(let kind): kind.admits(move, in: transit)
    }
  }
}

extension Rule.Demand {
  /// What a declared rule means to the solver.
  var meaning: any RuleMeaning {
    switch self {
    case .antiAffinity(let rule): rule
    case .affinity(let rule): rule
    case .spread(let rule): rule
    case .fence(let rule): rule
    case .ban(let rule): rule
    case .split(let rule): rule
    case .lonely(let rule): rule
    case .reserve(let rule): rule
    case .dependency(let rule): rule
    case .quota(let rule): rule
    }
  }
}
