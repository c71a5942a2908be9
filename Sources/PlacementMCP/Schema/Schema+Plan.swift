import PlacementModel

/// The parts of plans and reports that an assistant reads most; the documents have more in them.
extension Schema {
  /// A move of a plan.
  static let migration = Schema.open([
    .required("id", .integer(from: 1), "Its number, which 'explain' and 'modify' take."),
    .required("vm", .text, "The VM's full name."),
    .required("from", .nullable(.text), "The node it leaves; null where it runs nowhere yet."),
    .required("to", .text, "The node it goes to."),
    .required("type", .word(of: Plan.MigrationType.self), "How it goes."),
    .required("batch", .integer(from: 1), "The batch it is made in."),
    .required("estimatedSeconds", .number(from: 0), "How long it may take."),
    .required("downtimeSeconds", .number(from: 0), "How long the VM is down or stands still."),
    .required("reason", .text, "Why it is made."),
  ])

  /// A VM that cannot move.
  static let blocked = Schema.open([
    .required("vm", .text, "The VM's full name."),
    .required("reasons", .array(of: reason), "What keeps it from each node; the first 20."),
  ])

  /// A rule in the way.
  static let reason = Schema.open([
    .optional("node", .nullable(.text), "The node it is about."),
    .required("code", .text, "Which rule, such as taint or capacity.memory."),
    .required("message", .text, "What is in the way, in words."),
  ])

  /// Something that would make an impossible goal possible.
  static let relaxation = Schema.open([
    .required("message", .text, "What would have to change."),
    .required("applied", .boolean, "Whether the plan assumes it."),
  ])

  /// Another way than a plan's.
  static let alternative = Schema.open([
    .required("number", .integer(from: 1), "Its number, which 'accept' takes."),
    .required("kind", .word(of: Plan.Alternative.Kind.self), "What it changes."),
    .required("title", .text, "What to do."),
    .required("rationale", .text, "Why."),
    .required("present", figures, "What the plan comes to."),
    .required("proposed", figures, "What the alternative comes to."),
  ])

  /// What a plan comes to, in short.
  static let figures = Schema.open([
    .required("status", .word(of: Plan.Status.self), "What came out of planning."),
    .required("migrations", .integer(from: 0), "How many moves."),
    .required("cold", .integer(from: 0), "How many of them cold."),
    .required("downtimeSeconds", .number(from: 0), "Downtime of all VMs together."),
    .required("estimatedSeconds", .number(from: 0), "How long it may take."),
    .required("cpu", .number(from: 0), "Standard deviation of cpu utilisation afterwards."),
    .required("memory", .number(from: 0), "Standard deviation of memory utilisation afterwards."),
    .required("objective", .number(), "What is minimised."),
  ])

  /// A move of a run.
  static let outcome = Schema.open([
    .required("id", .integer(from: 1), "The migration's number in the plan."),
    .required("vm", .text, "The VM's full name."),
    .required("to", .text, "The node it goes to."),
    .required("type", .word(of: Plan.MigrationType.self), "How it goes."),
    .required("state", .word(of: MoveOutcome.State.self), "How far it is."),
    .optional("seconds", .number(from: 0), "How long it took, or has taken so far."),
    .optional("message", .text, "What it waits for, or what went wrong, in the platform's words."),
  ])

  /// How a plan was found.
  static let solver = Schema.open([
    .required("method", .text, "How it was found."),
    .required("termination", .text, "Why the search ended."),
    .required("objective", .number(), "What is minimised."),
    .required("stay", .number(), "The objective of the forced moves alone."),
    .required("bound", .number(), "No plan can be below it, proven."),
    .required("gap", .number(), "Objective less bound."),
    .required("captured", .number(), "The share of the provable improvement that it captures."),
  ])

  /// Totals of a plan.
  static let summary = Schema.open([
    .required("migrations", .integer(from: 0), "How many moves."),
    .required("live", .integer(from: 0), "How many of them live."),
    .required("cold", .integer(from: 0), "How many of them cold."),
    .required("estimatedSeconds", .number(from: 0), "How long it may take."),
    .required("downtimeSeconds", .number(from: 0), "Downtime of all VMs together."),
  ])
}
