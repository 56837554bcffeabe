"""What the commands print of models: the figures of a training, the list of stored models, and an explanation."""

from tagrid.core.project import Home
from tagrid.core.text import Text, joined
from tagrid.scoring import store
from tagrid.scoring.champions import champion
from tagrid.scoring.declaration import declared_score, trainable
from tagrid.scoring.explain import Explanation
from tagrid.scoring.store import Trained, Untrained

_MEASURES = {
    "chance": ("auc", "average_precision", "precision_at_capacity", "lift_at_capacity", "brier"),
    "amount": ("mae", "rmse", "r2", "spearman"),
    "name": ("silhouette",),
}

_RIVAL_TITLES = {"model": "model", "linear": "linear model", "naive": "naive rule"}


def _print(table) -> None:
    from rich.console import Console  # only the commands print

    Console(highlight=False).print(table)


def _title(trained: Trained) -> str:
    figures = trained.figures
    cases, customers = f"{figures['rows']:,} cases", f"{figures['customers']:,} customers"
    if "positives" in figures:
        cases = f"{figures['positives']:,} of {cases}"
    return f"{trained.score.name} {trained.model_id}, on {cases} of {customers}"


def _rivals(figures: dict) -> dict[str, str]:
    """Return those that were measured: clusters have no linear model beside them."""
    return {who: title for who, title in _RIVAL_TITLES.items() if who in figures}


def _figure(figures: dict, who: str, name: str) -> str:
    if name not in figures[who]:
        return ""
    low, high = figures["intervals"][who].get(name, (None, None))
    return f"{figures[who][name]:.3f}" + (f" [{low:.3f}, {high:.3f}]" if low is not None else "")


def print_outcome(one: Trained | Untrained) -> None:
    """Print the result of a training: its figures beside its rivals and what is in force, or why there are none."""
    if isinstance(one, Untrained):
        print(f"{one.score.name}: not trained. {one.why}")
    else:
        print_trained(one)


def print_trained(trained: Trained) -> None:
    """Print the figures of a training beside its rivals, whether it is in force, and where the card is."""
    from rich.table import Table  # only the commands print

    figures, measures = trained.figures, _MEASURES[trained.score.target]
    table = Table(title=_title(trained), title_justify="left")
    for head in ("", *measures):
        table.add_column(head.replace("_", " "), justify="right" if head else "left")
    for who, title in _rivals(figures).items():
        table.add_row(title, *(_figure(figures, who, name) for name in measures))
    _print(table)
    if change := figures.get("against_champion"):
        print(f"Of {change['customers']:,} customers {change['changed']:,} are named otherwise than by the champion.")
    print(f"{_outcome_text(trained)} Card: {trained.card}")


def _outcome_text(trained: Trained) -> str:
    name = f"Model {trained.model_id}"
    if not trained.is_released:
        return f"{name} does not surely beat its naive rule and is not released; the champion stays."
    if not trained.is_champion:
        again = f"tagrid models promote {trained.score.name} {trained.model_id}"
        return f"{name} is released, but the champion is better on the same customers and stays (`{again}` overrules)."
    return f"{name} is in force."


def _row(found: store.StoredModel, champion_id: str | None) -> dict:
    manifest, figures = found.manifest, found.card()["figures"]
    return {
        "model_id": found.model_id,
        "is_champion": found.model_id == champion_id,
        "is_released": manifest["is_released"],
        "trained_through": manifest["trained_through"],
        "tested_on": store.tested_on(manifest),
        "judged": figures["judged"],
        "over_naive": figures["over_naive"],
        **{who: figures[who] for who in _rivals(figures)},
        "card": str(found.folder / "card.md"),
    }


def _rows(home: Home, score: str) -> list[dict]:
    """Return the score's models; a folder without its card is left out."""
    rows, champion_id = [], store.champion_id(home, score)
    for stored in store.stored_models(home, score):
        try:
            rows.append(_row(stored, champion_id))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return rows


def model_listing(home: Home) -> list[dict]:
    """Every score with its state (ready, missing, damaged, mismatch) and its stored models, oldest first."""
    found = []
    for score in trainable().values():
        state, _, _ = champion(home, score, None)
        head = {"score": score.name, "label": score.label_en, "state": state.code, "why": str(state.why)}
        found.append(head | {"models": _rows(home, score.name)})
    return found


def print_listing(found: list[dict]) -> None:
    """Print the list as a table, the champion with its state."""
    from rich.table import Table  # only the commands print

    table = Table("score", "model", "in force", "trained through", "judged by", "model", "linear", "naive rule")
    for score in found:
        for model in score["models"]:
            table.add_row(
                score["score"],
                model["model_id"],
                score["state"] if model["is_champion"] else "",
                model["trained_through"],
                model["judged"].replace("_", " "),
                *(f"{model[who][model['judged']]:.3f}" if who in model else "" for who in _RIVAL_TITLES),
            )
    _print(table)
    for score in found:
        if score["why"]:
            print(f"{score['score']}: {score['state']}: {score['why']}")


def print_explanation(found: Explanation, lang: str) -> None:
    """Print a customer's output, the reasons of the refresh and every other number that moves it."""
    head = f"{found.score} · {found.customer_id} · {found.version} · {found.model_id}"
    if found.output is None:
        print(f"{head}\n{found.why.in_(lang) if found.why else ''}")
        return
    print(f"{head}: {found.output:.3f}")
    for one in found.effects:
        mark = "*" if one in found.reasons else " "
        print(f"{mark} {one.text.in_(lang)}")
    unknown = [declared_score(found.score).feature(name) for name in found.missing]
    if unknown:
        names = joined(Text(zh=one.zh, en=one.en) for one in unknown)
        print((Text(zh="无数据：", en="Not known: ") + names).in_(lang))
