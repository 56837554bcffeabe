"""What is data is drawn as text: no page hands a text with data in it to Streamlit's Markdown as it stands."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from app.shared.words import WORDS, Markdown, code_span, escape_markdown, message, t_markdown
from tagrid.core.overlay import REFERENCE

APP = REFERENCE / "app"

# The arguments that Streamlit reads as Markdown, by the name of the call: positions, names.
FIRST = (0,)
DRAWN = {
    **dict.fromkeys(("markdown", "caption", "title", "header", "subheader", "write"), FIRST),
    **dict.fromkeys(("info", "warning", "error", "success", "toast", "spinner", "status"), FIRST),
    **dict.fromkeys(("button", "download_button", "form_submit_button", "checkbox", "toggle", "radio"), FIRST),
    **dict.fromkeys(("selectbox", "multiselect", "pills", "segmented_control", "text_input", "text_area"), FIRST),
    **dict.fromkeys(("number_input", "date_input", "slider", "file_uploader", "expander", "popover", "dialog"), FIRST),
    "metric": (0, 1, 2),
    "progress": (1,),
    "page_link": (1,),
    "Page": (),
}

NAMED = {"label", "body", "help", "text", "title", "caption", "delta", "value"}

# Options of these are Markdown too; those of a list to choose from are text.
WITH_OPTIONS = {"pills", "segmented_control", "radio"}

ESCAPED = {"escape_markdown", "t_markdown", "code_span", "message", "Markdown", "marked_labels"}

NUMBERS = {"int", "float", "bool", "date", "datetime"}

NOT_STREAMLIT = {"re", "html", "text", "polars", "pl", "alt", "theme", "frame", "status"}


def _modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(REFERENCE).with_suffix("").as_posix().replace("/", "."): ast.parse(path.read_text("utf-8"))
        for path in sorted(APP.rglob("*.py"))
        if path.name != "words.py"
    }


class Names:
    """The functions, imports and scopes of the app's modules, to follow a text to where it comes from."""

    def __init__(self) -> None:
        self.modules = _modules()
        self.functions, self.imports, self.parents, self.constants = {}, {}, {}, {}
        for name, tree in self.modules.items():
            self.constants[name] = {
                one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
            self.imports[name] = dict(_imports(tree))
            for node in ast.walk(tree):
                for child in ast.iter_child_nodes(node):
                    self.parents[child] = node
                if isinstance(node, ast.FunctionDef):
                    self.functions[name, node.name] = node

    def function(self, module: str, call: ast.expr) -> tuple[str, ast.FunctionDef] | None:
        """Return the function of the app that a call names, with its module."""
        name = call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""
        places = [module]
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
            places = [self.imports[module].get(call.value.id, "")]
        elif name in self.imports[module]:
            places, name = [self.imports[module][name].rpartition(".")[0]], name
        return next(((one, self.functions[one, name]) for one in places if (one, name) in self.functions), None)

    def scope(self, node: ast.AST) -> ast.AST:
        """Return the function that a node stands in, or the module."""
        node = self.parents[node]
        while not isinstance(node, ast.FunctionDef | ast.Module):
            node = self.parents[node]
        return node


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
            for one in node.names:
                yield one.asname or one.name, f"{node.module}.{one.name}"


class Checker:
    """Whether an expression can hold no data but what is escaped, a number or a day."""

    def __init__(self) -> None:
        self.names, self.open = Names(), set()

    def safe(self, module: str, node: ast.AST | None) -> bool:
        if node is None or isinstance(node, ast.Constant | ast.Compare):
            return True
        if isinstance(node, ast.JoinedStr):
            return all(self.safe(module, one) for one in node.values)
        if isinstance(node, ast.FormattedValue):
            spec = (
                "".join(one.value for one in node.format_spec.values if isinstance(one, ast.Constant))
                if (isinstance(node.format_spec, ast.JoinedStr))
                else ""
            )
            return bool(re.search(r"[,.%]|%Y", spec)) or self.safe(module, node.value)
        if isinstance(node, ast.IfExp):
            return self.safe(module, node.body) and self.safe(module, node.orelse)
        if isinstance(node, ast.BoolOp):
            return all(self.safe(module, one) for one in node.values)
        if isinstance(node, ast.BinOp):
            return self.safe(module, node.left) and self.safe(module, node.right)
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            return self.safe(module, node.elt)
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return all(self.safe(module, one) for one in node.elts)
        if isinstance(node, ast.Starred):
            return self.safe(module, node.value)
        if isinstance(node, ast.Dict):
            return all(self.safe(module, one) for one in node.values)
        if isinstance(node, ast.DictComp):
            return self.safe(module, node.value)
        if isinstance(node, ast.Lambda):
            return self.safe(module, node.body)
        if isinstance(node, ast.Subscript):
            return self.safe(module, node.value)
        if isinstance(node, ast.Name):
            return self._name(module, node)
        if isinstance(node, ast.Attribute) and node.attr in ("get", "__getitem__"):
            return self.safe(module, node.value)
        return isinstance(node, ast.Call) and self._call(module, node)

    def _call(self, module: str, node: ast.Call) -> bool:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        holder = (
            node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
        )
        if name in ESCAPED or name in ("len", "int", "round", "sum") or holder == "formats":
            return True
        if name == "t":
            return all(self.safe(module, one.value) for one in node.keywords)
        if name in (
            "join",
            "listed",
            "min",
            "max",
            "list",
            "tuple",
            "next",
            "dict",
            "zip",
            "enumerate",
            "fromkeys",
            "str",
        ):
            return all(self.safe(module, one) for one in node.args)
        if name == "map":
            return isinstance(node.args[0], ast.Name) and node.args[0].id in ESCAPED | {"t"}
        if name == "get" and isinstance(node.func, ast.Attribute):
            return self.safe(module, node.func.value)
        found = self.names.function(module, node.func)
        if found is None or found in self.open:
            return found is not None
        self.open.add(found)
        returned = [one for one in ast.walk(found[1]) if isinstance(one, ast.Return)]
        result = all(self.safe(found[0], one.value) for one in returned)
        self.open.discard(found)
        return result

    def _name(self, module: str, node: ast.Name) -> bool:
        if node.id in ("t", *ESCAPED) or (node.id.isupper() and node.id not in self.names.constants[module]):
            return True  # a function that escapes, or a constant of the engine
        scope = self.names.scope(node)
        seen = []
        while True:
            if isinstance(scope, ast.FunctionDef):
                for argument in [*scope.args.args, *scope.args.kwonlyargs]:
                    if argument.arg == node.id:
                        return isinstance(argument.annotation, ast.Name) and argument.annotation.id in NUMBERS
            seen = list(self._assigned(scope, node.id))
            if seen or isinstance(scope, ast.Module):
                break
            scope = self.names.scope(scope)
        key = (module, id(scope), node.id)
        if key in self.open:
            return True
        self.open.add(key)
        result = bool(seen) and all(self.safe(module, one) for one in seen)
        self.open.discard(key)
        return result

    def _assigned(self, scope: ast.AST, name: str) -> Iterator[ast.AST]:
        for node in ast.walk(scope):
            if node is not scope and isinstance(node, ast.FunctionDef) and node.name == name:
                yield ast.Constant("")
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    yield from _parts(target, node.value, name)
            elif isinstance(node, ast.For | ast.comprehension):
                yield from _parts(node.target, node.iter, name)


def _parts(target: ast.AST, value: ast.AST | None, name: str) -> Iterator[ast.AST]:
    """Return what ``name`` is set to where it is a target, or a part of one."""
    if isinstance(target, ast.Name) and target.id == name:
        yield value or ast.Constant("")
    elif isinstance(target, ast.Tuple):
        for one, part in zip(target.elts, _elements(value, len(target.elts)), strict=True):
            yield from _parts(one, part, name)


def _elements(value: ast.AST | None, count: int) -> list[ast.AST | None]:
    """Return what each of some names is set to by one value: its own part of it, or all of it."""
    called = value.func if isinstance(value, ast.Call) else None
    if isinstance(value, ast.Tuple) and len(value.elts) == count:
        return list(value.elts)
    if isinstance(value, ast.Call) and isinstance(called, ast.Name) and called.id == "zip" and len(value.args) == count:
        return list(value.args)
    if isinstance(value, ast.Call) and isinstance(called, ast.Name) and called.id == "enumerate":
        return [ast.Constant(0), value.args[0]]
    if isinstance(called, ast.Attribute) and called.attr == "items":
        return [called.value] * count
    return [value] * count


def _drawn(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.AST]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, holder = node.func.attr, node.func.value
        if name.endswith("Column") and isinstance(holder, ast.Attribute) and holder.attr == "column_config":
            yield from ((node, one.value) for one in node.keywords if one.arg == "help")
            continue
        if name not in DRAWN or (isinstance(holder, ast.Name) and holder.id in NOT_STREAMLIT):
            continue
        yield from ((node, node.args[at]) for at in DRAWN[name] if at < len(node.args))
        yield from (
            (node, one.value)
            for one in node.keywords
            if one.arg == "help"
            or (one.arg in NAMED and name not in ("text_input", "text_area", "number_input", "date_input"))
        )
        if name in WITH_OPTIONS:
            yield from ((node, one.value) for one in node.keywords if one.arg == "format_func")


@cache
def found() -> list[str]:
    """Return where a text with data in it is drawn as Markdown."""
    checker = Checker()
    lines = []
    for module, tree in checker.names.modules.items():
        for call, text in _drawn(tree):
            if not checker.safe(module, text):
                lines.append(f"{module.replace('.', '/')}.py:{call.lineno} {ast.unparse(text)}")
    return lines


def test_no_page_draws_data_as_markdown():
    assert found() == []


HOSTILE = [
    "![x](http://evil.example/a.png)", "[a](http://evil.example)", "<img src=http://evil.example/a.png>",
    "**b** _i_ ~~s~~", "$x^2$ and $y$", ":red[x] :material/home: :smile: :streamlit:", "`code` ``more``", "1. one",
    "http://evil.example/a www.evil.example a@evil.example", "- a -- b -> c <-> d >= e", "# head", "| a | b |",
    "&lt; &amp;", "a\n\n***\nb", "\\*a\\*",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_mark_is_escaped_once_and_what_is_made_of_plain_text_is_broken_up(text):
    shown = escape_markdown(text)
    assert escape_markdown(shown) == shown
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == " ".join(text.split())
    assert not re.search(r"https?://|www\.|\w@\w|:\w+:|(?<!\S)(->|--|>=|<->)(?!\S)", re.sub(r"\\(.)", r"\1", shown))
    assert not re.search(r"(?<!\\)[*_`\[\]<$~|]", re.sub(r"\\\\", "", shown))


def test_what_is_written_from_the_right_keeps_its_direction_to_itself():
    name = "\u05d7\u05d1\u05e8\u05ea"
    assert escape_markdown(f"\u202e{name}\u2069 [x](y)") == f"\u2068{name} \\[x\\]\\(y\\)\u2069"
    assert escape_markdown("\u202eabc\u2066") == "abc"
    assert t_markdown("no_customer_found", text=name) == WORDS["no_customer_found"].zh.format(
        text=f"\u2068{name}\u2069"
    )


def test_the_words_of_the_app_keep_their_marks_and_what_fills_them_loses_them():
    shown = t_markdown("home_failed", outcome="**x**", time="1", message="`y`")
    assert shown == r"**\*\*x\*\***，1：\`y\`"
    assert t_markdown("md_no_card", score="a_b").endswith("`tagrid train a_b`。")


def test_code_in_a_message_of_the_engine_stays_code():
    assert message("Run `tagrid doctor` *now*") == r"Run `tagrid doctor` \*now\*"
    assert code_span("a`b") == "`` a`b ``"
    assert isinstance(message("x"), Markdown)
