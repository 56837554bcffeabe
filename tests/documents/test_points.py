"""One source: a document opens with what the portrait of its customer opens with, and its advice says nothing else."""

from itertools import islice

import pytest

from tagrid.catalog import Viewer
from tagrid.core.errors import TagridError
from tagrid.documents.advice.rules import advice_for, rules
from tagrid.documents.render import KINDS, document_page
from tagrid.documents.source import DocumentSource
from tagrid.portrait import portrait, talking_points
from tagrid.segments import open_index
from tagrid.segments.export import uses_refused
from tests.documents.conftest import text_of

READER = Viewer(may_see_restricted=False)

# What is raised, by tag and value, and the advice that would say the contrary of it.
CONTRARY = {
    ("payment_timeliness", "early"): {"late_payment", "overdue_bills"},
    ("payment_timeliness", "on_time"): {"late_payment", "overdue_bills"},
    ("capacity_use", "overloaded"): {"idle_capacity", "idle_supply"},
    ("capacity_use", "full"): {"idle_capacity", "idle_supply"},
    ("capacity_use", "idle"): {"overload"},
    ("business_state", "resumed"): {"idle_supply"},
    ("business_state", "expanding"): {"idle_supply"},
    ("business_state", "suspended"): {"overload"},
    ("zero_run", "long"): {"overload"},
    ("load_growth_outlook", "growth"): {"idle_supply"},
}


@pytest.fixture
def customers(ask) -> list[str]:
    """Fifty customers: half those with most to say of, half any."""
    query = """
        select customer_id from portrait_customer where subject = 'power_customer'
        order by {} limit 25
    """
    found = [ask(query.format(order)) for order in ("annual_kwh desc nulls last, 1", "md5(customer_id)")]
    return list(dict.fromkeys(row[0] for rows in found for row in rows))


def test_a_document_opens_with_the_points_of_the_portrait_in_their_order(source, published_home, customers):
    version, raised, shown = source.version, 0, 0
    index = open_index(version)
    for who in customers:
        seen = portrait(version, who, source.catalog, viewer=READER)
        refused = uses_refused(published_home, who) or ()
        points = talking_points(seen, source.catalog, version=version, index=index, viewer=READER, refused=refused)
        assert [one.say for one in source.points(who)] == [one.say for one in points]
        raised += len(points)
    assert len(customers) >= 40 and raised > len(customers)
    for who in islice(customers, 0, None, 10):
        said = [one.say for one in source.points(who)]
        for kind, lang in zip(KINDS, ("zh", "en", "zh"), strict=True):
            page = text_of(document_page(source, who, kind, lang))
            places = [page.index(one.in_(lang)) for one in said]
            assert places == sorted(places)
            shown += len(places)
    assert shown


def test_no_document_advises_the_contrary_of_what_is_raised(source, customers):
    known = {name for kind in KINDS for name in rules(kind)}
    assert set().union(*CONTRARY.values()) <= known
    assert {tag for tag, _ in CONTRARY} <= set(source.catalog.tags)
    found, met = [], 0
    for who in customers:
        facts = source.facts(who)
        advised = [one for kind in KINDS for one in advice_for(kind, facts)]
        given = {one.rule for whole in advised for one in (whole, *whole.instead)}
        for point in source.points(who):
            contrary = CONTRARY.get((point.tag, point.value), set())
            met += bool(contrary)
            found += [(who, point.tag, point.value, rule) for rule in sorted(contrary & given)]
    assert found == [] and met > 5


def test_who_refused_offers_is_offered_nothing_nor_is_anybody_where_that_cannot_be_read(source, customers, monkeypatch):
    offered = [one for who in customers for one in source.points(who) if one.tone == "good"]
    with DocumentSource(source.version) as other:
        monkeypatch.setattr("tagrid.documents.source.refusals", lambda home, use: set(customers))
        refused = [one for who in customers for one in other.points(who) if one.tone == "good"]
    with DocumentSource(source.version) as unread:

        def damaged(home, use):
            raise TagridError(zh="损坏", en="damaged")

        monkeypatch.setattr("tagrid.documents.source.refusals", damaged)
        assert [one for who in customers for one in unread.points(who) if one.tone == "good"] == refused
    assert len(refused) < len(offered)
