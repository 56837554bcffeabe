"""What it takes to add content: a tag is two files, a number three, and everything finds them after a refresh."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tagrid.catalog.access import Viewer
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.documents.render import document_page
from tagrid.documents.source import DocumentSource
from tagrid.governance.release.freeze import check
from tagrid.portrait.person import portrait
from tagrid.portrait.why import why
from tagrid.published.versions import Version, current_version
from tagrid.refresh.publish import refresh
from tagrid.segments.workspace import open_workspace
from tests.added import (
    FEATURES,
    LABELS,
    NUMBER,
    RULES,
    TAG,
    TAG_FILE,
    add_number,
    add_tag,
    changed_files,
    copy_of_project,
)
from tests.app.conftest import at_page, texts
from tests.models_only import leave_tests_out

pytestmark = pytest.mark.long

VIEWER = Viewer(may_see_restricted=True)


@dataclass(frozen=True)
class Added:
    """A copy of the project with a tag and a number more, and a home that was refreshed with it."""

    project: Path
    home: Home
    of_tag: set[str]
    of_number: set[str]
    customer_id: str

    @property
    def version(self) -> Version:
        """The version that was published with the additions."""
        return current_version(self.home)


@pytest.fixture(scope="module")
def added(published_home, tmp_path_factory) -> Iterator[Added]:
    root = tmp_path_factory.mktemp("added")
    other, project = copy_of_project(root / "other"), copy_of_project(root / "project")
    add_tag(project)
    of_tag = changed_files(project)
    add_number(project)
    add_number(other)
    home = Home(root / "home")
    shutil.copytree(published_home.root, home.root, ignore=shutil.ignore_patterns("delivery", "lock"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAGRID_PROJECT", str(project))
        patch.setenv("TAGRID_HOME", str(home.root))
        patch.delenv("TAGRID_STATE_URL", raising=False)
        leave_tests_out(patch)
        refresh(home)
        with current_version(home).connect() as con:
            query = f"select customer_id from rule_inputs.payment where {NUMBER} > 0 order by 1 limit 1"
            (customer_id,) = con.execute(query).fetchall()[0]
        yield Added(project, home, of_tag, changed_files(other), customer_id)


def test_a_tag_is_two_files(added):
    assert added.of_tag == {TAG_FILE, RULES}


def test_a_number_is_three_files(added):
    assert added.of_number == {FEATURES, LABELS, RULES}


def test_the_check_finds_nothing_missing(added):
    assert check(added.project).tags == check(REFERENCE).tags + 1


def test_the_portrait_has_the_tag_with_its_words(added):
    rows = {row["tag"]: row for row in portrait(added.version, added.customer_id, viewer=VIEWER)["tags"]}
    assert rows[TAG]["label"] == {"zh": "欠费时长", "en": "Length of arrears"}
    assert rows[TAG]["value"] in ("long", "short", "none") and rows[TAG]["value_label"]["zh"]


def test_why_says_the_tag_and_the_number_in_words(added):
    catalog = added.version.catalog()
    with added.version.connect() as con:
        found = why(con, catalog, catalog.tags[TAG], added.customer_id, viewer=VIEWER)
        other = why(con, catalog, catalog.tags["payment_timeliness"], added.customer_id, viewer=VIEWER)
    assert found is not None and other is not None
    assert next(one.condition["zh"] for one in found.steps if one.condition) == "最久一笔欠费逾期 > 60 天"
    number = next(one for one in other.numbers if one.name == NUMBER)
    assert number.label == {"zh": "近12个月最长逾期周数", "en": "Longest delay of 12 months in weeks"}
    assert number.text["en"] not in ("", "nothing on record")


def test_segments_count_by_the_tag_and_by_the_number(added):
    workspace = open_workspace(added.home)
    with added.version.connect() as con:
        held = con.execute(f"select count(*) from customer_tags_wide where {TAG} = 'none'").fetchall()[0][0]
        late = con.execute(f"select count(*) from rule_inputs.payment where {NUMBER} > 1").fetchall()[0][0]
    assert workspace.index.count(workspace.parse(f"{TAG} = none")) == held > 0
    assert workspace.index.count(workspace.parse(f"{NUMBER} > 1")) == late > 0


def test_documents_show_the_tag_where_the_project_says_so(added):
    shown = added.project / "app" / "documents.yml"
    shown.write_text(shown.read_text(encoding="utf-8").replace("tags: [seasonality,", f"tags: [{TAG}, seasonality,"))
    with DocumentSource(added.version) as source:
        assert source.facts(added.customer_id).tags[TAG].label.en == "Length of arrears"
        assert "Length of arrears" in document_page(source, added.customer_id, "usage", "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_portrait_page_shows_the_tag_and_why(added, language):
    app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
    for key, value in {"lang": language, "id": added.customer_id, "why": TAG}.items():
        app.query_params[key] = value
    at_page(app, "portrait")
    app.run()
    assert not app.exception, app.exception
    assert {"zh": "最久一笔欠费逾期", "en": "Oldest open bill past due"}[language] in texts(app)
