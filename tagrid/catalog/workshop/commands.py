"""`tagrid catalog new` and `preview`: a draft to fill in, and a rule tried on the customers before it is anywhere."""

import json
from typing import Annotated

import typer

NAME = "catalog"
app = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]


@app.command()
def new(
    address: Annotated[str, typer.Argument(help="Where it stands: subject/dimension/theme/name.")],
    label_zh: Annotated[str, typer.Option("--label-zh", help="Its name in Chinese.")] = "",
    label_en: Annotated[str, typer.Option("--label-en", help="Its name in English.")] = "",
    as_json: Json = False,
) -> None:
    """Write a complete draft of a new tag to fill in, and say what comes next.

    The draft stands in the catalog at once, but no customer has a value of it before it is active.

    Example: tagrid catalog new power_customer/behaviour/payment/my_tag --label-zh 我的标签 --label-en "My tag"
    """
    from tagrid.catalog.workshop.new import new as written
    from tagrid.catalog.workshop.sql_column import sql_column

    found = written(address, label_zh, label_en)
    column = sql_column(found.name)
    if as_json:
        print(json.dumps({"file": found.path, "model": found.model, "sql": column}, ensure_ascii=False))
        return
    print(
        f"""Written: {found.path}
Next:
  1. Write what stands behind each TODO: in it. `tagrid catalog check` passes while it is a draft.
  2. Try its rule on the customers: tagrid catalog preview --theme {found.theme} "case when ... end"
  3. Add its column to {found.model}, in the step `tagged`:

{column}

  4. Its owner approves: `status: active` and `approval: {{status: active, by: <owner>, date: YYYY-MM-DD}}`
  5. tagrid catalog check, then tagrid refresh"""
    )


@app.command()
def preview(
    rule: Annotated[str, typer.Argument(help="The rule: one SQL expression that gives text codes.")],
    theme: Annotated[list[str], typer.Option("--theme", help="Whose columns it reads, its own theme first.")],
    as_json: Json = False,
) -> None:
    """Try a rule on the customers of the version in force; nothing is published.

    Shows who would have which value, why the others are unknown, which conditions overlap, and the nearest tags.

    Example: tagrid catalog preview --theme payment "case when late_bill_share_12m >= 0.25 then 'often_late' end"
    """
    from tagrid.catalog.workshop.nearest import in_data
    from tagrid.catalog.workshop.preview import preview as tried
    from tagrid.catalog.workshop.told import as_data, as_text
    from tagrid.home import home
    from tagrid.refresh.versions import current

    version = current(home())
    seen = tried(version, rule, theme)
    near = in_data(version.index(), seen)
    print(json.dumps(as_data(version, seen, near), ensure_ascii=False) if as_json else as_text(version, seen, near))
