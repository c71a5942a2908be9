import Foundation

// The functions of placement.h. Each takes and gives text that ends with a zero; what an answer
// holds is said there. The text of an answer is the caller's to free.

/// A text of the caller's.
public typealias CText = UnsafePointer<CChar>
/// An answer; `placement_free` frees it.
public typealias CAnswer = UnsafeMutablePointer<CChar>

/// The version of the library, such as `0.1.0`; it lives as long as the process and is not freed.
@c(placement_version)
public func placementVersion() -> CText? { VersionText.shared.pointer }

/// Plans for a scenario document; see `placement.h`.
@c(placement_plan)
public func placementPlan(_ scenario: CText?, _ options: CText?) -> CAnswer? {
  Answer.text { try PlanRequest(scenario: scenario, options: options).plan(Callbacks()) }
}

/// The same, with progress and a way to stop; see `placement.h`.
@c(placement_plan_with)
public func placementPlan(
  _ scenario: CText?,
  _ options: CText?,
  _ progress: (@convention(c) (CText?, UnsafeMutableRawPointer?) -> Void)?,
  _ stop: (@convention(c) (UnsafeMutableRawPointer?) -> Int32)?,
  _ context: UnsafeMutableRawPointer?
) -> CAnswer? {
  let callbacks = Callbacks(progress: progress, stop: stop, context: context)
  return Answer.text { try PlanRequest(scenario: scenario, options: options).plan(callbacks) }
}

/// Replays a plan against a scenario document; see `placement.h`.
@c(placement_check)
public func placementCheck(_ plan: CText?, _ scenario: CText?) -> CAnswer? {
  Answer.text { try PlanQuestion(plan: plan).check(against: scenario) }
}

/// Says why a plan is as it is; see `placement.h`.
@c(placement_explain)
public func placementExplain(_ plan: CText?, _ question: CText?) -> CAnswer? {
  Answer.text { try PlanQuestion(plan: plan).explain(question) }
}

/// Prints a plan as `table`, `markdown` or `html`; see `placement.h`.
@c(placement_report)
public func placementReport(_ plan: CText?, _ format: CText?) -> CAnswer? {
  Answer.text { try PlanQuestion(plan: plan).report(format) }
}

/// Frees an answer; a null pointer is passed over.
@c(placement_free)
public func placementFree(_ answer: CAnswer?) { free(answer) }
