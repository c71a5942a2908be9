/* PlacementSolver for C and for every language that can call C.
 *
 * Everything goes in and out as text that ends with a zero: scenario documents (YAML or JSON), plan
 * documents and reports as JSON, as the documentation of the project describes them.
 *
 * Answers belong to the caller and are freed with placement_free. Where something is wrong, an
 * answer is {"error": {"code": "...", "message": "...", "path": "..."}} instead: code is a word that
 * stays the same (input, argument, illegal, unknownNode ...), path says where in the document and is
 * left out where the whole is meant. An answer is a null pointer only where memory has run out.
 *
 * No function aborts on bad input, and all of them may be called on several threads at once.
 */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, such as "0.1.0". Not to be freed. */
const char *placement_version(void);

/* Makes a plan for a scenario document.
 *
 * options: JSON, or a null pointer for the defaults:
 *   goal          what to optimise ("cpu", "balance" ...), or a map with the keys of a scenario's
 *                 goal, which go over those of the scenario
 *   solver        "auto" (default), "exact", "search", "lns" or "greedy"
 *   timeLimit     seconds of wall-clock time; default: none
 *   workLimit     work units; the same limit gives the same plan on every machine
 *   seed          random seed; default: 1
 *   bound         whether to prove how good the plan is; default: true
 *   alternatives  whether to look for alternatives too; default: false
 *   startFrom     nodes of VMs by full name, as in an earlier plan, to search from
 *
 * The answer is a plan document that the independent checker has replayed. A goal that cannot be
 * reached is no error: the plan's status says so.
 */
char *placement_plan(const char *scenario, const char *options);

/* Told about every step of a solve: {"stage", "objective", "stay", "bound", "captured",
 * "migrations", "work"}. The text lives as long as the call. May be called on any thread. */
typedef void (*placement_progress)(const char *step, void *context);

/* Polled during a solve; anything but 0 ends it with the best plan so far, whose termination is
 * "interrupted". May be called on any thread. */
typedef int (*placement_stop)(void *context);

/* placement_plan with progress and a way to stop; both functions may be null pointers. */
char *placement_plan_with(const char *scenario, const char *options, placement_progress progress,
                          placement_stop stop, void *context);

/* Replays a plan document against the scenario that it was made for:
 * {"legal": true, "violations": ["..."], "report": {...}}. */
char *placement_check(const char *plan, const char *scenario);

/* Says why a plan is as it is. question: {"migration": 3}, or {"vm": "prod/app-02", "to":
 * "worker-04"} for why the VM does not go there and what that would cost. */
char *placement_explain(const char *plan, const char *question);

/* Prints a plan document; format: "table", "markdown" or "html" (one page, nothing beside it). */
char *placement_report(const char *plan, const char *format);

/* Frees an answer; a null pointer is passed over. */
void placement_free(char *answer);

#ifdef __cplusplus
}
#endif
#endif
