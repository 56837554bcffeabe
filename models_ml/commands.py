"""Commands of the scores: train them, say what is in force, and put a model in force."""

import typer

app = typer.Typer()
models = typer.Typer(invoke_without_command=True, help="List the models of every score; put one in force.")
app.add_typer(models, name="models")


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
    from models_ml.harness.declaration import to_train, trainable
    from models_ml.report import print_outcome
    from models_ml.training import Untrained
    from models_ml.training import train as train_all
    from tagrid.errors import BadInput
    from tagrid.home import home

    names = [to_train(score).name] if score else list(trainable())
    left = [one for one in train_all(home(), names, print_outcome, reviews) if isinstance(one, Untrained)]
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


@models.command()
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
    from dataclasses import asdict
    from json import dumps

    from models_ml.explain import explain as explained
    from models_ml.report import print_explanation
    from tagrid.errors import BadInput
    from tagrid.home import home
    from tagrid.portrait.leave import restricted_tags
    from tagrid.refresh.versions import current

    if lang not in ("zh", "en"):
        raise BadInput(f"--lang is zh or en, not {lang!r}.")
    version = current(home())
    if score in restricted_tags(version.catalog()):
        raise BadInput(f"{score} is restricted; TAGRID_SHOW_RESTRICTED=1 shows it to those who may see it.")
    found = explained(home(), version, score, customer)
    print(dumps(asdict(found), ensure_ascii=False, indent=1)) if json else print_explanation(found, lang)
