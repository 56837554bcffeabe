"""`tagrid segment compare`: how two segments overlap, and what distinguishes them."""

import json
from typing import Annotated

import typer

from tagrid.errors import BadInput
from tagrid.segments.options import AsJson, ExpressionOrName, Language, VersionId, expression_of, opened, table

NAME = "segment"
app = typer.Typer()


@app.command()
def compare(
    first: ExpressionOrName,
    second: ExpressionOrName,
    as_json: AsJson = False,
    version: VersionId = None,
    limit: Annotated[int, typer.Option(min=1, help="How many values.")] = 20,
    lang: Language = "zh",
    told: Annotated[bool, typer.Option("--told", help="Show what the two rules themselves tell too.")] = False,
) -> None:
    """Compare two segments: how many are in both, and which values of tags most differ between those in one only.

    Ranked by the end of the difference's 95 % interval nearest to none; ~ marks what may be chance.

    Where a rule rests on restricted tags, sizes are told to tens, and none below 10.

    Example: tagrid segment compare "value_tier = vip" "value_tier = major" --lang en --json
    """
    from tagrid.segments.closed import is_closed, rounded
    from tagrid.segments.insight.contrast import contrast
    from tagrid.segments.insight.similar import told_by

    found = opened(version)
    rules = [found.parse(expression_of(found, one)) for one in (first, second)]
    subject, other = (found.index.subject(rule) for rule in rules)
    if subject != other:
        raise BadInput(f"The first segment is about {subject}, the second about {other}: there is nothing to compare.")
    ours, theirs = (found.mask(rule, subject) for rule in rules)
    made = contrast(found.index, ours, theirs, subject)
    left_out = set() if told else set().union(*(told_by(found.catalog, rule) for rule in rules))
    closed = any(is_closed(found.catalog, rule) for rule in rules)
    sizes = {name: rounded(getattr(made, name), closed) for name in ("first_size", "second_size", "both")}
    rows = [one for one in made.differences if one.tag not in left_out][:limit]
    if as_json:
        overlap = found.index.overlap(ours, theirs)
        counts = {name: rounded(size, closed) for name, size in vars(overlap).items()}
        jaccard = None if closed and counts["both"] is None else round(overlap.jaccard, 1 if closed else 4)
        answer = {
            "overlap": counts | {"jaccard": jaccard},
            "compared": {"first": made.first, "second": made.second} | sizes,
            "left_out": sorted(left_out),
            "differences": [one.described() for one in rows],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    _print(made, sizes, rows, found.catalog, lang)


_HEADS = {
    "zh": ("标签", "取值", "第一", "第二", "相差（百分点）", "95% 区间"),
    "en": ("Tag", "Value", "First", "Second", "Difference, points", "95 %"),
}


def _print(made, sizes: dict, rows: list, catalog, lang: str) -> None:
    if lang not in _HEADS:
        raise BadInput(f"--lang is zh or en, not '{lang}'.")
    typer.echo(_groups(made, sizes, lang))
    table([*_HEADS[lang]], [_cells(one, catalog, lang) for one in rows])


def _groups(made, sizes: dict, lang: str) -> str:
    from tagrid.segments.closed import shown

    kinds = {"zh": {"only": "仅在该客群", "all": "整个客群"}, "en": {"only": "only in it", "all": "all of it"}}[lang]
    told = {name: shown(size) for name, size in sizes.items()}
    first = f"{kinds[made.first]}, {told['first_size']}"
    second = f"{kinds[made.second]}, {told['second_size']}"
    if lang == "zh":
        return f"第一（{first} 户）对第二（{second} 户）；两者共有 {told['both']} 户"
    return f"First ({first}) against second ({second}); {told['both']} in both"


def _cells(one, catalog, lang: str) -> tuple:
    tag = catalog.tags[one.tag]
    shares = ("<10" if share is None else f"{share:.1%}" for share in (one.first_share, one.second_share))
    bound = "" if None not in (one.first, one.second) else {"zh": "至少 ", "en": "at least "}[lang]
    interval = f"{100 * one.low:+.1f}..{100 * one.high:+.1f}" + ("" if one.is_certain else " ~")
    apart = f"{bound}{100 * one.difference:+.1f}"
    return tag.label.in_(lang), tag.value_label(one.value).in_(lang), *shares, apart, interval
