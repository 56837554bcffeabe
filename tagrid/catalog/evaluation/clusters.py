"""The tags that go together most, in an order in which those that do stand side by side."""

import numpy as np

from tagrid.catalog.evaluation.model import Evaluation


def clustered(found: Evaluation, subject: str, most: int = 30) -> tuple[list[str], np.ndarray]:
    """Return at most ``most`` tags of a subject, those with the strongest associations, and V of every pair of them.

    The order is that of the leaves of an average-linkage tree over 1 - V; a pair that was not measured counts as 0.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    pairs = [pair for pair in found.pairs if found.tags[pair.first].subject == subject]
    names = list(dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)))[:most]
    place = {name: at for at, name in enumerate(names)}
    v = np.eye(len(names))
    for pair in pairs:
        if pair.first in place and pair.second in place:
            v[place[pair.first], place[pair.second]] = v[place[pair.second], place[pair.first]] = pair.v
    if len(names) > 2:
        order = leaves_list(linkage(squareform(1 - v, checks=False), "average", optimal_ordering=True))
        names, v = [names[at] for at in order], v[np.ix_(order, order)]
    return names, v
