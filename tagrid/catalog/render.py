"""The catalog on a terminal: the tree of classes and tags, and one tag's card, in both languages."""

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText
from rich.tree import Tree

from tagrid.catalog.model import Catalog, Tag
from tagrid.core.text import Text


def print_tree(catalog: Catalog, console: Console) -> None:
    """Print the classes and their tags."""
    root = Tree(f"Catalog {catalog.version}: {len(catalog.tags)} tags", highlight=False)
    nodes = {"": root}
    for path, found in catalog.classes.items():
        nodes[path] = nodes[path.rpartition("/")[0]].add(_line(found.label, path.rpartition("/")[2]))
    for tag in catalog.tags.values():
        line = _line(tag.label, tag.name)
        nodes[tag.chain[2]].add(line if tag.available else line.append("  not available", style="yellow"))
    console.print(root)


def print_tag(catalog: Catalog, tag: Tag, console: Console, note: Text | None = None) -> None:
    """Print a tag's card: meaning, values with their customers, rule, inputs, sources and examples.

    ``note`` is what else is to be known of its values, such as a source that has stopped.
    """
    console.print(_line(tag.label, tag.name), style="bold")
    chain = [catalog.classes[path].label for path in tag.chain if path in catalog.classes]
    console.print(" › ".join(label.zh for label in chain) + "  " + " › ".join(label.en for label in chain))
    if tag.reason:
        console.print(f"Not available. {tag.reason.zh} {tag.reason.en}", style="yellow")
    if tag.caution and tag.caution != tag.reason:
        console.print(f"{tag.caution.zh} {tag.caution.en}", style="yellow")
    if note:
        console.print(f"{note.zh} {note.en}", style="yellow")
    meaning = Table.grid(padding=(0, 2))
    meaning.add_column()
    meaning.add_column(overflow="fold")
    for name in ("definition", "criterion", "requirement"):
        label: Text = getattr(tag, name)
        meaning.add_row(name, RichText(f"{label.zh}\n{label.en}"))
    for name in ("method", "cadence", "owner", "sensitivity", "status", "path"):
        meaning.add_row(name, getattr(tag, name))
    console.print(meaning)
    console.print(_values(tag))
    for title, lines in (("rule", (tag.rule_sql,)), ("inputs", tag.inputs), ("sources", tag.sources)):
        console.print(f"\n{title}", style="bold")
        console.print(RichText("\n".join(f"  {row}" for line in lines if line for row in line.split("\n"))))
    console.print("\nexamples", style="bold")
    for example in tag.examples:
        given = ", ".join(f"{name} = {value}" for name, value in example.given.items()) or "nothing known"
        console.print(RichText(f"  {given} → {example.gives}"))


def _line(label: Text, code: str) -> RichText:
    return RichText(f"{label.zh} {label.en}  ").append(code, style="cyan")


def _values(tag: Tag) -> Table:
    table = Table("value", "zh", "en", box=None, pad_edge=False, title_justify="left")
    if tag.counts:
        table.add_column("customers", justify="right")
    for code in tag.codes:
        label = tag.value_label(code)
        count = [f"{tag.counts.get(code, 0):,}"] if tag.counts else []
        table.add_row(code, label.zh, label.en, *count)
    return table
