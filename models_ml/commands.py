"""Commands of the scores: train them, and say what is in force."""

import typer

app = typer.Typer()


@app.command()
def train(score: str = typer.Argument("", help="Score to train; all when left out.")) -> None:
    """Train a score on past days, measure it on a later one, and put it in force if it beats its naive rule.

    Example: tagrid train fee_recovery_risk
    """
    from models_ml.harness.declaration import declared, scores
    from models_ml.report import print_trained
    from models_ml.training import train as train_one
    from tagrid.home import home

    for name in [declared(score).name] if score else scores():
        print_trained(train_one(home(), name))


@app.command()
def models(json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """List the trained models of every score, which one is in force, and how good each is.

    Example: tagrid models --json
    """
    from json import dumps

    from models_ml.report import listing, print_listing
    from tagrid.home import home

    found = listing(home())
    print(dumps(found, ensure_ascii=False, indent=1)) if json else print_listing(found)
