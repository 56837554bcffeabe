"""The effect of a campaign on an exported segment: customers in the file against those held out at random.

Both groups were drawn alike, so they differ by the campaign's effect or by chance; the interval tells which.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.core.statistics import difference_interval
from tagrid.core.text import Text, as_text
from tagrid.published import customer_ids, member_ids, merged_accounts
from tagrid.segments.export.exports import find_export, people_path
from tagrid.segments.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Lift:
    """Shares with the outcome in either group; ``low`` to ``high`` bounds their difference with 95 % confidence.

    ``outcome`` says what was counted, up to ``as_of``. ``gone`` are customers of the groups who are none any more, or
    who were merged across the groups.
    """

    export: int
    outcome: Text
    as_of: date
    treated: int
    treated_hits: int
    held_out: int
    held_out_hits: int
    gone: int

    @property
    def shares(self) -> tuple[float, float]:
        """Share with the outcome of those in the file, and of those held out."""
        return self.treated_hits / (self.treated or 1), self.held_out_hits / (self.held_out or 1)

    @property
    def lift(self) -> float:
        """Difference of the shares, in shares."""
        return self.shares[0] - self.shares[1]

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval of the lift (Newcombe)."""
        return difference_interval((self.treated_hits, self.treated), (self.held_out_hits, self.held_out))

    @property
    def extra(self) -> float:
        """Customers of the file with the outcome beyond those who would have had it anyway."""
        return self.lift * self.treated

    def described(self) -> dict:
        """Return as JSON-able values."""
        low, high = self.bounds
        shares = {"treated_share": self.shares[0], "held_out_share": self.shares[1], "lift": self.lift}
        about = {**vars(self), "outcome": str(self.outcome), "as_of": self.as_of.isoformat()}
        return about | shares | {"low": low, "high": high, "extra": self.extra}


def measure_lift(
    home: Home, workspace: Workspace, number: int, campaign: str | None = None, outcome: str | None = None
) -> Lift:
    """Return the lift of export `number` in the version of `workspace`.

    The outcome is a campaign response ``accepted`` after the export's day, of `campaign` or of any; or being in
    `outcome`, an expression, in that version. Raises BadInput for an export without a hold-out group, and for a version
    that is not later.
    """
    made = find_export(home, number)
    if not made.held_out:
        raise BadInput(
            en=f"Export {number} held nobody out, so there is nothing to compare with; export with --hold-out 10%.",
            zh=f"第 {number} 次导出没有留出对照组，无从比较；请在导出时留出对照（如 --hold-out 10%）。",
        )
    if workspace.version.as_of <= made.as_of:
        raise BadInput(
            en=f"Export {number} is as of {made.as_of}; a version after that day is needed, "
            f"not {workspace.version.id}.",
            zh=f"第 {number} 次导出的数据日期是 {made.as_of}，须用其后的版本测算，不能用 {workspace.version.id}。",
        )
    groups, mixed = _one_row_each(_groups(home, number), merged_accounts(workspace.version))
    hits, what = _outcome_customers(workspace, made.as_of, campaign, outcome)
    known = groups.filter(groups["customer_id"].is_in(_version_customers(workspace)))
    counts = {}
    for held in (False, True):
        ids = known.filter(known["is_held_out"] == held)["customer_id"]
        counts[held] = len(ids), int(ids.is_in(list(hits)).sum())
    gone = groups.height - known.height + mixed
    return Lift(number, what, workspace.version.as_of, *counts[False], *counts[True], gone)


@dataclass(frozen=True)
class Campaign:
    """A campaign by which the effect of an export may be measured: how many it reached, how many accepted."""

    id: str
    name: str
    contacted: int
    accepted: int


def campaigns(workspace: Workspace, since: date) -> list[Campaign]:
    """Return the campaigns that somebody accepted after a day, those with most answers first; none without data."""
    query = (
        "select campaign_id, coalesce(any_value(campaign_name), ''), count(*), "
        "count(*) filter (response = 'accepted') as accepted from campaign_responses "
        "where responded_on > ? group by campaign_id having accepted > 0 order by accepted desc, campaign_id"
    )
    with workspace.version.connect() as con:
        try:
            _campaign_ids(con)
        except BadInput:
            return []
        return [Campaign(*row) for row in con.execute(query, [since]).fetchall()]


def _groups(home: Home, number: int) -> "pl.DataFrame":
    import polars as pl  # heavy; counting a segment needs none of it

    try:
        return pl.read_parquet(people_path(home, number))
    except OSError as error:
        raise TagridError(
            en=f"Who was in export {number} cannot be read: {error}", zh=f"无法读取第 {number} 次导出的名单：{error}"
        ) from error


def _one_row_each(groups: "pl.DataFrame", merged: dict[str, str]) -> tuple["pl.DataFrame", int]:
    """Return the groups by the customers that are left after mergers, and how many stand in both groups since."""
    import polars as pl  # as above

    ids = pl.col("customer_id").replace(merged)
    found = groups.with_columns(ids).unique(maintain_order=True)
    mixed = found.filter(found["customer_id"].is_duplicated())["customer_id"].unique()
    return found.filter(~pl.col("customer_id").is_in(mixed.to_list())), len(mixed)


def _version_customers(workspace: Workspace) -> list[str]:
    return customer_ids(workspace.version).drop_null().to_pylist()


def _outcome_customers(
    workspace: Workspace, since: date, campaign: str | None, outcome: str | None
) -> tuple[set[str], Text]:
    """Return the customers with the outcome, and the outcome in words."""
    if outcome is not None:
        mask = workspace.index.mask(workspace.parse(outcome))
        return set(member_ids(workspace.version, mask).to_pylist()), as_text(outcome)
    conditions, parameters = "response = 'accepted' and responded_on > ?", [since]
    with workspace.version.connect() as con:
        known = _campaign_ids(con)
        if campaign is not None:
            if campaign not in known:
                raise BadInput(
                    en=f"No campaign {campaign!r} has asked anybody; there are {', '.join(known) or 'none'}.",
                    zh=f"没有活动“{campaign}”的响应记录；已有的活动：{'、'.join(known) or '无'}。",
                )
            conditions, parameters = f"{conditions} and campaign_id = ?", [since, campaign]
        found = con.execute(f"select customer_id from campaign_responses where {conditions}", parameters).fetchall()
    any_campaign = Text(en="accepted a campaign", zh="接受任一活动")
    this_one = Text(en=f"accepted campaign {campaign}", zh=f"接受活动 {campaign}")
    return {row[0] for row in found}, this_one if campaign else any_campaign


def _campaign_ids(con) -> list[str]:
    import duckdb  # heavy; counting a segment needs none of it

    try:
        return [
            row[0] for row in con.execute("select distinct campaign_id from campaign_responses order by 1").fetchall()
        ]
    except duckdb.CatalogException:
        raise BadInput(
            en="This version holds no campaign responses; use --outcome EXPR, or refresh.",
            zh="这个版本没有活动响应记录；请以表达式为结果（--outcome），或重新刷新。",
        ) from None
