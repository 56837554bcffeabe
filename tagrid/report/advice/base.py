"""What one piece of advice is, and how a document gets those that hold."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

from tagrid.report.facts import Facts
from tagrid.report.text import Text

# From the gravest: the order in a document, and what its overall grade is the first of.
GRADES = ("treat_now", "attention", "saving", "note")


@dataclass(frozen=True)
class Advice:
    """One thing to do, with the number that calls for it.

    ``figure`` is that number as large type shows it, ``limit`` what it is measured against. ``yuan`` is what a year
    of it is worth, where that can be computed; it ``is_sure`` where it rests on bills paid, not on a way of billing
    that no table tells. ``source`` says where number and limit come from.
    """

    title: Text
    figure: Text
    finding: Text
    action: Text
    source: Text
    grade: str = "saving"
    limit: Text | None = None
    yuan: float | None = None
    by: date | None = None
    is_sure: bool = True
    rule: str = ""


Rule = Callable[[Facts], Advice | None]


def rules(kind: str) -> dict[str, Rule]:
    """Return the rules of a kind of document by name: every module of its folder, which must have ``advise``."""
    package = import_module(f"tagrid.report.advice.{kind}")
    names = sorted(found.name for found in iter_modules(package.__path__))
    return {name: import_module(f"{package.__name__}.{name}").advise for name in names}


def advice(kind: str, facts: Facts) -> list[Advice]:
    """Return the advice whose condition holds: the gravest first, then what is sure and worth most."""
    said = {name: rule(facts) for name, rule in rules(kind).items()}
    held = [replace(one, rule=name) for name, one in said.items() if one is not None]
    return sorted(held, key=lambda one: (GRADES.index(one.grade), not one.is_sure, -(one.yuan or 0), one.rule))
