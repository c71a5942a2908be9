"""Plans where virtual machines should be, and the order of moves that gets them there.

>>> import placement
>>> plan = placement.plan(open("scenario.yaml").read(), goal="balance")
>>> for move in plan.migrations:
...     print(move["vm"], move["from"], "->", move["to"])

Every plan has been replayed by the independent checker before it is returned.
"""

from ._library import PlacementError
from ._plan import CheckReport, Plan
from ._solver import check, plan
from ._version import __version__

__all__ = ["CheckReport", "PlacementError", "Plan", "__version__", "check", "plan"]
