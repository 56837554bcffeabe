"""History of the tags: what changed in which run, kept as changes, and the values of any day as known at any run.

Each run that publishes a version writes the values that differ from the version in force, its base. So the runs are a
tree, and what a version knows is the way from it to the root: a run that was rolled back lies on no way from what came
after. A run says the values of its business date, and of an earlier day where it computes one again; of several runs
that speak of a day the latest known holds, and a day of which none speaks has the values of the day before.
"""

from tagrid.history.read import Asked, ask, day_of, spells, values
from tagrid.history.runs import History, Run, history

__all__ = ["Asked", "History", "Run", "ask", "day_of", "history", "spells", "values"]
