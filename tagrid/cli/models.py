"""`tagrid train`, `tagrid models`, `tagrid bench-model`: train scores, list and explain models, compare estimators.

What is called is named through its package, which loads scikit-learn only then: `--help` needs none of it.
"""

from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from tagrid import scoring
from tagrid.catalog import Viewer
from tagrid.cli.run_record import recorded
from tagrid.core.console import step
from tagrid.core.errors import BadInput
from tagrid.core.lock import exclusive
from tagrid.core.project import home
from tagrid.core.text import Text, joined
from tagrid.published import current_version
from tagrid.refresh import ledger
from tagrid.scoring import bench

group = typer.Typer(
    name="models", invoke_without_command=True, help="List the models of every score; put one in force."
)

app = typer.Typer()


@app.command()
def train(
    score: str = typer.Argument("", help="Score to train; all when left out."),
    reviews: bool = typer.Option(
        False, "--reviews", help="Learn from people's reviews too, where no outcome is known."
    ),
) -> None:
    """Train scores on past days, measure them on a later one, and put each in force that beats its naive rule.

    Example: tagrid train fee_recovery_risk
    """
    with recorded("train") as run:
        names = [scoring.declared_trainable(score).name] if score else list(scoring.trainable())
        done = scoring.train(home(), names, scoring.print_outcome, reviews)
        left = [one for one in done if isinstance(one, scoring.Untrained)]
        if len(left) == len(names):
            raise BadInput(joined((one.why for one in left), en=" ", zh=""))
        run.end(ledger.DONE, joined([_trained(done), *(one.why for one in left)], en=" ", zh=""))


def _trained(done: list) -> Text:
    made = [one for one in done if not isinstance(one, scoring.Untrained)]
    new = ", ".join(f"{one.score.name} {one.model_id}" for one in made if one.is_champion)
    return Text(
        en=f"{len(made)} of {len(done)} scores trained; put in force: {new or 'none'}.",
        zh=f"共 {len(done)} 个评分，训练 {len(made)} 个；新启用：{new or '无'}。",
    )


@group.callback()
def listed(context: typer.Context, json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """List the trained models of every score, which one is in force, and how good each is.

    Example: tagrid models --json
    """
    if context.invoked_subcommand is None:
        found = scoring.model_listing(home())
        print(dumps(found, ensure_ascii=False, indent=1)) if json else scoring.print_listing(found)


@group.command()
def promote(
    score: str = typer.Argument(help="Score, as `tagrid models` names it."),
    model: str = typer.Argument(help="Model to put in force, as `tagrid models` names it."),
) -> None:
    """Put a stored, released model in force; the next refresh scores with it.

    Example: tagrid models promote fee_recovery_risk 2026-01-20.1
    """
    with exclusive(home(), "promote"):
        scoring.promote(home(), scoring.declared_trainable(score), model)
    print(f"Model {model} of {score} is in force; the next `tagrid refresh` scores with it.")


@group.command()
def explain(
    score: str = typer.Argument(help="Score, as `tagrid models` names it."),
    customer: str = typer.Argument(help="Account number."),
    json: bool = typer.Option(False, "--json", help="Print JSON."),
    lang: str = typer.Option("zh", "--lang", help="zh or en."),
) -> None:
    """Say why a customer has the chance it has in the version in force, by the very model that gave it.

    Each number's effect is exact: what the model says, less what it says with that one number at the median.

    Example: tagrid models explain fee_recovery_risk 3200000017 --lang en
    """
    if lang not in ("zh", "en"):
        raise BadInput(en=f"--lang is zh or en, not {lang!r}.", zh=f"--lang 只能是 zh 或 en，不能是 {lang}。")
    version = current_version(home())
    if score in Viewer.from_environment().restricted_tags(version.catalog()):
        raise BadInput(
            en=f"{score} is restricted; TAGRID_SHOW_RESTRICTED=1 shows it to those who may see it.",
            zh=f"{score} 为限制级标签；有权查看的人可设置 TAGRID_SHOW_RESTRICTED=1。",
        )
    found = scoring.explain_score(home(), version, score, customer)
    print(dumps(found.as_json(), ensure_ascii=False, indent=1)) if json else scoring.print_explanation(found, lang)


@app.command()
def bench_model(
    features: Annotated[Path, typer.Option(help="CSV or Parquet file, one row a customer (and day).")],
    label: Annotated[str, typer.Option(help="Column that is 1 where it happened, else 0.")],
    label_file: Annotated[Path | None, typer.Option(help="File the label stands in, joined by --id.")] = None,
    identity: Annotated[str, typer.Option("--id", help="Column of the customer; without it each row is one.")] = "",
    time: Annotated[str, typer.Option(help="Column of a date: the last rows are judged by models of earlier.")] = "",
    horizon: Annotated[float, typer.Option(help="Days to leave between learnt and judged rows (--time).")] = 0,
    column: Annotated[list[str] | None, typer.Option(help="Learn from this column only; may be repeated.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="Do not learn from this column; may be repeated.")] = None,
    folds: Annotated[int, typer.Option(help="How many parts the customers are dealt into.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge the scores' estimators on anybody's labelled rows, beside a naive rule, logistic and plain boosting.

    Every row is judged by models that saw none of its customer. Nothing is stored.

    Example: tagrid bench-model --features customers.csv --label defaulted --id customer_id
    """
    named = bench.BenchInput(features, label, identity, time, label_file, tuple(column or ()), tuple(without or ()))
    with step(Text(en="Judging", zh="评判")) as say:
        figures = bench.cross_validate(bench.read_table(named), folds, horizon, say)
    print(dumps(figures, ensure_ascii=False, indent=1)) if as_json else bench.print_figures(figures)
