"""Plans as Python sees them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Union

from . import _library

Document = Dict[str, Any]


def as_text(document: Union[str, Document, "Plan"]) -> str:
    """A document as text: a text as it is, anything else as JSON."""
    if isinstance(document, Plan):
        return document.text
    if isinstance(document, str):
        return document
    return json.dumps(document)


@dataclass(frozen=True)
class CheckReport:
    """What the independent checker found in a plan."""

    legal: bool
    violations: List[str]
    transcript: List[Document] = field(repr=False)

    def __bool__(self) -> bool:
        return self.legal


class Plan:
    """A plan document.

    `document` is the whole document; the properties are its most wanted parts. In a notebook a plan
    shows itself as the project's HTML page.
    """

    def __init__(self, text: str) -> None:
        #: The document exactly as the library wrote it; its digests are over these bytes' content.
        self.text = text
        self.document: Document = _library.raise_error(json.loads(text))

    @property
    def status(self) -> str:
        """planned, balanced, partial or infeasible."""
        return self.document["status"]

    @property
    def migrations(self) -> List[Document]:
        """The migrations in execution order; `pandas.DataFrame(plan.migrations)` is a table."""
        return self.document["migrations"]

    @property
    def batches(self) -> List[Document]:
        """The batches, each with the numbers of its migrations."""
        return self.document["batches"]

    @property
    def nodes(self) -> List[Document]:
        """Every node before and after."""
        return self.document["nodes"]

    @property
    def objective(self) -> float:
        """The objective; smaller is better."""
        return self.document["solver"]["objective"]

    @property
    def bound(self) -> float:
        """A proven lower bound on the objective of every plan."""
        return self.document["solver"]["bound"]

    @property
    def blocked(self) -> List[Document]:
        """VMs that should move and cannot, with the reasons."""
        return self.document["blocked"]

    @property
    def warnings(self) -> List[str]:
        """What to know before acting on the plan."""
        return self.document["warnings"]

    @property
    def digest(self) -> str:
        """The digest that an approval names."""
        return self.document["digest"]

    def placement(self) -> Dict[str, str]:
        """The node on which each VM that moves ends, by full name."""
        return {move["vm"]: move["to"] for move in self.migrations}

    def why(self, migration: int) -> str:
        """Why a migration is made."""
        question = json.dumps({"migration": migration})
        return _library.call_json("placement_explain", self.text, question)["reason"]

    def why_not(self, vm: str, node: str) -> Document:
        """Why a VM does not go to a node, and what that would cost."""
        question = json.dumps({"vm": vm, "to": node})
        return _library.call_json("placement_explain", self.text, question)

    def report(self, format: str = "table") -> str:
        """The plan as `table`, `markdown` or `html`."""
        answer = _library.call("placement_report", self.text, format)
        if answer.startswith('{"error"'):
            _library.raise_error(json.loads(answer))
        return answer

    def check(self, scenario: Union[str, Document]) -> CheckReport:
        """Replays the plan against a scenario."""
        answer = _library.call_json("placement_check", self.text, as_text(scenario))
        return CheckReport(
            legal=answer["legal"],
            violations=answer["violations"],
            transcript=answer["report"]["transcript"],
        )

    def _repr_html_(self) -> str:
        # In a frame, so that the page's style and the notebook's stay apart.
        page = self.report("html").replace("&", "&amp;").replace('"', "&quot;")
        return (
            f'<iframe srcdoc="{page}" sandbox="allow-scripts" '
            'style="width:100%;height:40em;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        moves: Optional[int] = len(self.migrations)
        return f"<Plan {self.status}: {moves} migrations, objective {self.objective:.4g}>"
