import re
from collections.abc import Iterator

import pytest

from tagrid.documents.source import DocumentSource


@pytest.fixture
def source(version) -> Iterator[DocumentSource]:
    with DocumentSource(version) as opened:
        yield opened


@pytest.fixture
def ask(version):
    """Ask the published version directly: the rows of a query."""
    con = version.connect()
    yield lambda sql, *values: con.execute(sql, list(values)).fetchall()
    con.close()


@pytest.fixture
def factories(ask) -> list[str]:
    """Dedicated customers with a power factor on their bills, the largest first."""
    return [
        row[0]
        for row in ask(
            "select customer_id from portrait_supply inner join portrait_customer using (customer_id) "
            "where transformer_ownership = 'dedicated' and power_factor_12m is not null "
            "order by annual_kwh desc limit 3"
        )
    ]


@pytest.fixture
def homes(ask) -> list[str]:
    """Households with the most outages."""
    return [
        row[0]
        for row in ask(
            "select customer_id from portrait_customer inner join rule_inputs.service using (customer_id) "
            "where customer_type = 'household' and annual_kwh > 100 order by outages_12m desc, customer_id limit 3"
        )
    ]


def text_of(html: str) -> str:
    """Return what a reader sees of a page: no style, no mark-up, spaces made one."""
    bare = re.sub(r"<style>.*?</style>", " ", html, flags=re.S)
    bare = re.sub(r"<[^>]+>", " ", bare)
    for coded, plain in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        bare = bare.replace(coded, plain)
    return re.sub(r"\s+", " ", bare)
