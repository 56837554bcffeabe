"""The map of associations: the strongest tags, like beside like."""

import numpy as np

from tagrid.governance.evaluation.associations import clustered
from tagrid.governance.evaluation.run import evaluate
from tests.governance.evaluation.small import SUBJECT, customers, publish, tag

RULE = "case when {0} >= 10 then 'high' else 'low' end"


def _evaluation(home):
    seen = np.random.default_rng(3)
    a, b = seen.integers(0, 20, 2000), seen.integers(0, 20, 2000)
    near = {"a": a, "b": b, "c": np.where(seen.random(2000) < 0.1, b, a), "d": np.where(seen.random(2000) < 0.1, a, b)}
    tags = [tag(f"t{name}", RULE.format(name), "high low", precedence="ordered") for name in near]
    return evaluate(home, publish(home, tags, customers({name: column.tolist() for name, column in near.items()})))


def test_tags_that_go_together_stand_side_by_side(home):
    found = _evaluation(home)
    names, v = clustered(found, SUBJECT)
    assert abs(names.index("ta") - names.index("tc")) == 1
    assert abs(names.index("tb") - names.index("td")) == 1
    pair = found.related("ta", 1)[0]
    assert v[names.index("ta"), names.index("tc")] == v[names.index("tc"), names.index("ta")] == pair.v
    assert np.diag(v).tolist() == [1.0] * 4


def test_only_the_strongest_are_shown(home):
    found = _evaluation(home)
    names, v = clustered(found, SUBJECT, most=2)
    assert set(names) == {found.pairs[0].first, found.pairs[0].second}
    assert v.shape == (2, 2)


def test_a_subject_without_pairs_has_no_map(home, sound_rows):
    version = publish(home, [tag("single", "case when b > 5 then 'big' else 'small' end", "big small")], sound_rows)
    names, v = clustered(evaluate(home, version), SUBJECT)
    assert (names, v.shape) == ([], (0, 0))
