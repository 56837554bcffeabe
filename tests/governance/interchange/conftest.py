"""A small catalog with everything that an export has to carry: a deprecated tag, its successor, a draft, odd texts."""

from datetime import date

import pytest

from tagrid.catalog.model import Approval, Catalog, Example, Tag, TagClass
from tagrid.core.text import Text

THEME = "power_customer/behaviour/payment"


def label(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def tag(name: str, **differs) -> Tag:
    said = {
        "label": label(f"{name}的标签", f"Label of {name}"),
        "requirement": label("业务需要", "Somebody needs it."),
        "definition": label(f"{name}的定义", f"What {name} is"),
        "criterion": label(f"{name}的依据", f"What divides {name}"),
        "method": "rule",
        "values": {"late": label("逾期", "Late"), "early": label("提前", "Early")},
        "examples": (Example(given={"share": 0.5}, gives="late"), Example(given={}, gives="unknown")),
        "precedence": "exclusive",
        "derived_from": (),
        "cadence": "daily",
        "owner": "billing",
        "sensitivity": "internal",
        "status": "active",
        "approval": Approval(status="active", by="billing", date=date(2026, 1, 2)),
        "path": f"taxonomy/{THEME}/{name}.yml",
        "rule_sql": "case when share >= 0.5 then 'late' when share < 0.5 then 'early' end",
        "sources": ("marketing.bills.due_on",),
        "counts": {"late": 30, "early": 60, "unknown": 10},
    }
    subject, dimension, theme = THEME.split("/")
    return Tag(**said | differs, name=name, subject=subject, dimension=dimension, theme=theme)


def _classes() -> dict[str, TagClass]:
    parts = THEME.split("/")
    paths = ["/".join(parts[: n + 1]) for n in range(3)]
    return {
        path: TagClass(
            path=path,
            order=1,
            label=label(f"类{n}", f"Class {n}"),
            definition=label("类的定义", "What the class is"),
            criterion=label("类的依据", "What divides it"),
        )
        for n, path in enumerate(paths)
    }


def small_catalog() -> Catalog:
    old = Approval(status="deprecated", by="credit", date=date(2026, 3, 4))
    tags = {
        "timeliness": tag("timeliness", derived_from=("formula",)),
        "lateness": tag("lateness", status="deprecated", approval=old, successor="timeliness"),
        "formula": tag(
            "formula", label=label("=1+1", "=HYPERLINK(1)"), owner="@owner", criterion=label("坏\x01字", "a")
        ),
    }
    wish = tag("wish", status="draft", approval=None, method="model", rule_sql=None, counts={}, sources=())
    shelved = {"wish": wish}
    return Catalog(version="1.2.3", classes=_classes(), tags=tags, shelved=shelved)


@pytest.fixture
def catalog() -> Catalog:
    return small_catalog()
