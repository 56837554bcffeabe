"""The command that judges the estimators of the scores on anybody's labelled rows."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


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
    from json import dumps

    from models_ml.bench.crossval import assess
    from models_ml.bench.table import Asked, read_table
    from models_ml.bench.told import print_figures
    from tagrid.console import step

    asked = Asked(features, label, identity, time, label_file, tuple(column or ()), tuple(without or ()))
    with step("Judging") as say:
        figures = assess(read_table(asked), folds, horizon, say)
    print(dumps(figures, ensure_ascii=False, indent=1)) if as_json else print_figures(figures)
