"""The two functions that everything begins with."""

from __future__ import annotations

import json
import sys
from typing import Any, Callable, Dict, Optional, Union

from . import _library
from ._plan import CheckReport, Document, Plan, as_text


class _Bar:
    """A line on the terminal that tells how far a solve is."""

    def __call__(self, step: Document) -> None:
        captured = min(1.0, max(0.0, step["captured"]))
        bar = "#" * round(20 * captured)
        sys.stderr.write(
            f"\r{step['stage']:<8} [{bar:<20}] {100 * captured:5.1f} %  "
            f"{step['migrations']} migrations \033[K"
        )
        sys.stderr.flush()

    def end(self) -> None:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def plan(
    scenario: Union[str, Document],
    goal: Optional[Union[str, Document]] = None,
    *,
    solver: str = "auto",
    time_limit: Optional[float] = None,
    work_limit: Optional[int] = None,
    seed: int = 1,
    bound: bool = True,
    alternatives: bool = False,
    start_from: Optional[Dict[str, str]] = None,
    progress: Union[bool, Callable[[Document], None]] = False,
    stop: Optional[Callable[[], bool]] = None,
) -> Plan:
    """Makes a plan.

    scenario: a scenario document, as text (YAML or JSON) or as a dictionary.
    goal: what to optimise ("balance", "cpu" ...), or a dictionary with the keys of a scenario's goal;
        it goes over the scenario's own.
    solver: auto, exact, search, lns or greedy.
    time_limit: seconds of wall-clock time; work_limit: work units, which give the same plan anywhere.
    bound: whether to prove how good the plan is.
    start_from: nodes of VMs by full name, as in an earlier plan.
    progress: True for a bar on standard error, or a function that is told about each step.
    stop: polled during the solve; the best plan so far is returned once it is true.

    Raises PlacementError where the task makes no sense. A goal that cannot be reached is a plan whose
    status says so.
    """
    options: Dict[str, Any] = {
        "solver": solver,
        "seed": seed,
        "bound": bound,
        "alternatives": alternatives,
    }
    optional = {
        "goal": goal,
        "timeLimit": time_limit,
        "workLimit": work_limit,
        "startFrom": start_from,
    }
    options.update({key: value for key, value in optional.items() if value is not None})
    bar = _Bar() if progress is True else None
    told = bar if bar else (progress if callable(progress) else None)
    report, ask, raised = _library.callbacks(told, stop)
    try:
        text = _library.call(
            "placement_plan_with", as_text(scenario), json.dumps(options), report, ask, None
        )
    finally:
        if bar:
            bar.end()
    if raised:
        raise raised[0]
    return Plan(text)


def check(plan: Union[Plan, str, Document], scenario: Union[str, Document]) -> CheckReport:
    """Replays a plan against the scenario that it was made for, with the independent checker."""
    return (plan if isinstance(plan, Plan) else Plan(as_text(plan))).check(scenario)
