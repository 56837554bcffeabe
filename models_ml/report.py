"""What the commands print of models: the figures of a training, and the list of those that are stored."""

from models_ml.harness import store
from models_ml.harness.declaration import scores
from models_ml.harness.scoring import champion
from models_ml.training import Trained
from tagrid.home import Home

_WHO = {"model": "model", "logistic": "logistic regression", "naive": "naive rule"}
_WHAT = ("auc", "average_precision", "precision_top_5", "brier")


def _print(table) -> None:
    from rich.console import Console

    Console(highlight=False).print(table)


def print_trained(trained: Trained) -> None:
    """Print the figures of a training beside its rivals, whether it is in force, and where the card is."""
    from rich.table import Table

    figures = trained.figures
    share = f"{figures['positives']:,} of {figures['customers']:,} customers"
    table = Table(title=f"{trained.score.name} {trained.model_id}, on {share}", title_justify="left")
    for head in ("", *_WHAT):
        table.add_column(head.replace("_", " "), justify="right" if head else "left")
    for who, title in _WHO.items():
        table.add_row(title, *(f"{figures[who][w]:.3f}" if w in figures[who] else "" for w in _WHAT))
    _print(table)
    if trained.is_released:
        print(f"Model {trained.model_id} is in force. Card: {trained.card}")
    else:
        print(
            f"Model {trained.model_id} does not beat its naive rule and is not released; the champion stays. "
            f"Card: {trained.card}"
        )


def _row(found: store.Stored, champion_id: str | None) -> dict:
    manifest, figures = found.manifest, found.card()["figures"]
    return {
        "model_id": found.model_id,
        "is_champion": found.model_id == champion_id,
        "is_released": manifest["is_released"],
        "trained_through": manifest["trained_through"],
        "tested_on": manifest["tested_on"],
        "auc": figures["model"]["auc"],
        "average_precision": figures["model"]["average_precision"],
        "naive_average_precision": figures["naive"]["average_precision"],
        "brier": figures["model"]["brier"],
        "card": str(found.folder / "card.md"),
    }


def _rows(home: Home, score: str) -> list[dict]:
    """The score's models that can still be told of; a folder without its card says nothing."""
    rows, champion_id = [], store.champion_id(home, score)
    for kept in store.stored(home, score):
        try:
            rows.append(_row(kept, champion_id))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return rows


def listing(home: Home) -> list[dict]:
    """Every score with its state (ready, missing, damaged, mismatch) and its stored models, oldest first."""
    found = []
    for score in scores().values():
        state, _, _ = champion(home, score, None)
        told = {"score": score.name, "label": score.label_en, "state": state.code, "why": state.why}
        found.append(told | {"models": _rows(home, score.name)})
    return found


def print_listing(found: list[dict]) -> None:
    """Print the list as a table, the champion with its state."""
    from rich.table import Table

    table = Table("score", "model", "in force", "trained through", "AUC", "average precision", "naive rule")
    for score in found:
        for model in score["models"]:
            figures = (model["auc"], model["average_precision"], model["naive_average_precision"])
            table.add_row(
                score["score"],
                model["model_id"],
                score["state"] if model["is_champion"] else "",
                model["trained_through"],
                *(f"{figure:.3f}" for figure in figures),
            )
    _print(table)
    for score in found:
        if score["why"]:
            print(f"{score['score']}: {score['state']}: {score['why']}")
