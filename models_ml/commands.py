"""Commands of the scores: train them, say what is in force, and put a model in force."""

import typer

app = typer.Typer()
models = typer.Typer(invoke_without_command=True, help="List the models of every score; put one in force.")
app.add_typer(models, name="models")


@app.command()
def train(score: str = typer.Argument("", help="Score to train; all when left out.")) -> None:
    """Train scores on past days, measure them on a later one, and put each in force that beats its naive rule.

    Example: tagrid train fee_recovery_risk
    """
    from models_ml.harness.declaration import to_train, trainable
    from models_ml.report import print_outcome
    from models_ml.training import Untrained
    from models_ml.training import train as train_all
    from tagrid.errors import BadInput
    from tagrid.home import home

    names = [to_train(score).name] if score else list(trainable())
    left = [one for one in train_all(home(), names, print_outcome) if isinstance(one, Untrained)]
    if len(left) == len(names):
        raise BadInput(" ".join(one.why for one in left))


@models.callback()
def listed(context: typer.Context, json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """List the trained models of every score, which one is in force, and how good each is.

    Example: tagrid models --json
    """
    from json import dumps

    from models_ml.report import listing, print_listing
    from tagrid.home import home

    if context.invoked_subcommand is None:
        found = listing(home())
        print(dumps(found, ensure_ascii=False, indent=1)) if json else print_listing(found)


@models.command()
def promote(
    score: str = typer.Argument(help="Score, as `tagrid models` names it."),
    model: str = typer.Argument(help="Model to put in force, as `tagrid models` names it."),
) -> None:
    """Put a stored, released model in force; the next refresh scores with it.

    Example: tagrid models promote fee_recovery_risk 2026-01-20.1
    """
    from models_ml.harness.challenge import promote as put_in_force
    from models_ml.harness.declaration import to_train
    from tagrid.home import home
    from tagrid.lock import exclusive

    with exclusive(home(), "promote"):
        put_in_force(home(), to_train(score), model)
    print(f"Model {model} of {score} is in force; the next `tagrid refresh` scores with it.")
