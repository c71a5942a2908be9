import PlacementModel

/// What words mean in a sentence about a goal.
///
/// The whole vocabulary is here. A word that is not is not guessed at: the sentence counts as not
/// understood.
enum PhraseTable {
  /// One meaning.
  enum Meaning: Hashable {
    /// Even something out.
    case balance
    /// Everything at once, without saying what.
    case evenly
    /// A resource to even out.
    case resource(Resource)
    /// An objective of its own.
    case objective(Goal.Objective)
    /// Empty the nodes named.
    case drain
    /// Nothing but what is named.
    case only
    /// Weights by a word: this resource matters more.
    case focus(Resource)
    /// Both resources matter the same.
    case equally
    /// What a number limits.
    case moves
    /// A number to come, or just passed, is an upper limit.
    case atMost
    /// What is impossible may stay undone.
    case asFarAsPossible
    /// Virtual machines.
    case machines
  }

  enum Resource: Hashable { case cpu, memory }

  /// Phrases and their meanings; of several that fit, the longest counts.
  static let phrases: [(words: String, meaning: Meaning)] = [
    // Even out.
    ("balance", .balance), ("rebalance", .balance), ("balanced", .balance),
    ("balancing", .balance), ("rebalancing", .balance), ("optimize", .balance),
    ("optimise", .balance), ("optimizing", .balance), ("optimization", .balance),
    ("even out", .balance), ("level", .balance), ("level out", .balance),
    ("equalize", .balance), ("equalise", .balance), ("redistribute", .balance),
    ("relieve", .balance), ("reduce", .balance), ("lower", .balance), ("improve", .balance),
    ("distribute", .balance), ("spread", .balance), ("spread out", .balance),
    ("evenly", .evenly), ("even", .evenly), ("equally", .evenly),
    // Resources.
    ("cpu", .resource(.cpu)), ("cpus", .resource(.cpu)), ("processor", .resource(.cpu)),
    ("processors", .resource(.cpu)), ("compute", .resource(.cpu)),
    ("memory", .resource(.memory)), ("ram", .resource(.memory)), ("mem", .resource(.memory)),
    // Objectives of their own.
    ("performance", .objective(.performance)), ("hotspots", .objective(.performance)),
    ("hotspot", .objective(.performance)), ("hot spots", .objective(.performance)),
    ("hot spot", .objective(.performance)), ("bursty", .objective(.performance)),
    ("count", .objective(.count)), ("vm count", .objective(.count)),
    ("vm counts", .objective(.count)), ("number of vms", .objective(.count)),
    ("equal number of vms", .objective(.count)), ("same number of vms", .objective(.count)),
    ("vms per node", .objective(.count)), ("number of virtual machines", .objective(.count)),
    ("repair", .objective(.none)), ("fix broken rules", .objective(.none)),
    ("fix rules", .objective(.none)), ("repair broken rules", .objective(.none)),
    ("repair rules", .objective(.none)), ("broken rules", .objective(.none)),
    // Empty nodes.
    ("drain", .drain), ("draining", .drain), ("evacuate", .drain), ("empty", .drain),
    ("vacate", .drain), ("clear", .drain), ("maintenance", .drain), ("patch", .drain),
    ("reboot", .drain), ("decommission", .drain), ("move everything off", .drain),
    ("move all vms off", .drain), ("move all vms away from", .drain), ("take down", .drain),
    ("everything off", .drain), ("all vms off", .drain), ("vms off", .drain),
    ("only", .only), ("just", .only), ("nothing else", .only), ("nothing but", .only),
    // Weights.
    ("cpu focused", .focus(.cpu)), ("cpu-focused", .focus(.cpu)), ("cpu first", .focus(.cpu)),
    ("mostly cpu", .focus(.cpu)), ("mainly cpu", .focus(.cpu)),
    ("memory focused", .focus(.memory)), ("memory-focused", .focus(.memory)),
    ("memory first", .focus(.memory)), ("mostly memory", .focus(.memory)),
    ("mainly memory", .focus(.memory)), ("equal priority", .equally),
    ("equal weights", .equally), ("equal weighting", .equally), ("same priority", .equally),
    // Limits.
    ("moves", .moves), ("move", .moves), ("migrations", .moves), ("migration", .moves),
    ("live migrations", .moves), ("at most", .atMost), ("no more than", .atMost),
    ("not more than", .atMost), ("max", .atMost), ("maximum", .atMost), ("maximum of", .atMost),
    ("up to", .atMost), ("within", .atMost), ("fewer than or equal to", .atMost),
    ("as far as possible", .asFarAsPossible), ("as much as possible", .asFarAsPossible),
    ("what is possible", .asFarAsPossible), ("best effort", .asFarAsPossible),
    ("where possible", .asFarAsPossible),
    // Machines, and words that say nothing by themselves.
    ("vms", .machines), ("vm", .machines), ("virtual machines", .machines),
    ("virtual machine", .machines), ("workloads", .machines),
    ("as evenly as possible", .evenly),
  ]

  /// Words that phrases never hold, left out before anything is looked up.
  static let articles: Set<String> = ["the", "a", "an", "my", "our", "your", "please"]

  /// Words that say nothing by themselves.
  static let fillers: Set<String> = Set(
    """
    across all also and around as at automatically based be between both but by can cluster \
    clusters could do each everything fairly for from get go help hosts i in into is it its keep \
    let like load loads make me need needs node nodes of off on onto optimal out over \
    overall per placement pressure priority put so take that their them then this to \
    together under usage use using utilisation utilization want we weight weighted weighting \
    weights while whole will with would you avoid avoiding down better resources has have
    """.split(separator: " ").map(String.init)
  )

  /// Words between a word that empties nodes and the nodes: `drain both nodes worker-01 and …`.
  static let connectors: Set<String> = [
    "also", "all", "and", "both", "hosts", "node", "nodes",
  ]

  /// Words between what is emptied off a node, or its maintenance, and the node.
  static let prepositions: Set<String> = ["from", "of", "off", "on"]

  /// Words between a node and what empties it: `worker-01 needs maintenance`.
  static let links: Set<String> = [
    "be", "down", "for", "has", "have", "in", "into", "is", "need", "needs", "to", "under", "will",
  ]

  /// Words before such a node.
  static let openers: Set<String> = ["and", "as", "get", "hosts", "node", "nodes", "put", "take"]

  /// Words that make the opposite of what follows.
  static let refusals: Set<String> = ["avoid", "avoiding", "keep"]

  /// Words with which something is said of the node before them.
  static let verbs: Set<String> = [
    "be", "can", "could", "go", "has", "have", "is", "need", "needs", "take", "will", "would",
  ]

  /// Numbers as words.
  static let numbers: [String: Int] = [
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "fifteen": 15,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
  ]
}
