"""Whether two tags mean the same and are computed the same: rules by syntax tree, what lies below them by digest."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, build_scope

from tagrid.catalog.dbt_models import (
    Macros,
    macro_text,
    macros,
    model_files,
    python_code,
    python_reads,
    python_refs,
    seed_files,
)
from tagrid.catalog.lineage import ENDS, KEY, ModelText, lineage, qualified
from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.rules import PREFIX, STEP
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.overlay import content

# The rows of a relation, whichever column is read; every column.
ROWS, ALL = "", "*"

# A dimension lists the customers; where it found them concerns the population, and no tag.
DIMENSION = "dim_"


def same_meaning(one: Tag, other: Tag | None) -> bool:
    """Whether two versions of a tag mean the same: a tag that was redefined may well change for everybody."""
    return other is not None and (one.rule_sql, one.codes, one.criterion) == (
        other.rule_sql,
        other.codes,
        other.criterion,
    )


@lru_cache(maxsize=1024)
def _parsed_rule(rule_sql: str) -> exp.Expr:
    try:
        found = parse(rule_sql, dialect="duckdb")
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise TagridError(
            en=f"A rule of the catalog cannot be read: {first}", zh=f"无法读懂目录中的一条规则：{first}"
        ) from None
    if len(found) != 1 or not isinstance(found[0], exp.Condition):
        raise TagridError(
            en=f"A rule of the catalog cannot be read: it is not one expression: {rule_sql[:80]!r}.",
            zh=f"无法读懂目录中的一条规则：它不是一个表达式：{rule_sql[:80]!r}。",
        )
    return found[0]


def normalised_tree(rule_sql: str) -> exp.Expr:
    """Return a rule's syntax tree without what does not count: comments, layout, case, brackets, ``0.30`` for ``0.3``.

    Not to be written as SQL again: without brackets, only the tree shows what belongs together. TagridError where the
    text is no rule.
    """
    root = exp.Tuple(expressions=[_parsed_rule(rule_sql).copy()])
    for bracket in list(root.find_all(exp.Paren)):
        bracket.replace(bracket.this)
    for number in list(root.find_all(exp.Literal)):
        if not number.is_string:
            number.set("this", format(Decimal(number.this).normalize(), "f"))
    for name in root.find_all(exp.Identifier):
        name.replace(exp.to_identifier(name.this.lower(), quoted=False))
    for node in root.walk():
        node.comments = None
    return root


def same_rule(first: str | None, second: str | None) -> bool:
    """Return whether two rules are the same; None stands for no rule."""
    if first is None or second is None or first == second:
        return first == second
    return normalised_tree(first) == normalised_tree(second)


def only_adds_values(old: str | None, new: str | None, added: Set[str]) -> bool:
    """Return whether ``new`` is ``old`` with branches that give added values, and nothing else.

    A value added takes customers from others, but every condition that stood still stands.
    """
    if old is None or new is None:
        return False
    rest = normalised_tree(new)
    for case in list(rest.find_all(exp.Case)):
        old_branches = [branch for branch in case.args["ifs"] if not _gives(branch.args["true"], added)]
        case.set("ifs", old_branches)
        if _gives(case.args.get("default"), added):
            case.set("default", None)
    return rest == normalised_tree(old)


def _gives(result: exp.Expr | None, codes: Set[str]) -> bool:
    return isinstance(result, exp.Literal) and result.is_string and result.this in codes


def executable_sql(rule_sql: str) -> str:
    """Return a rule as SQL to be evaluated: one expression and nothing after it; TagridError for any other text."""
    return _parsed_rule(rule_sql).sql(dialect="duckdb", comments=False)


@dataclass(frozen=True)
class ColumnPart:
    """What a column comes from: texts within its own model, and columns ``(relation, column)`` of others."""

    texts: frozenset[str] = frozenset()
    reads: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: "ColumnPart") -> "ColumnPart":
        """Return both together."""
        return ColumnPart(self.texts | other.texts, self.reads | other.reads)


NO_PART = ColumnPart()


def union_of(parts: Iterable[ColumnPart]) -> ColumnPart:
    """Return several parts as one."""
    found = NO_PART
    for part in parts:
        found |= part
    return found


@lru_cache(maxsize=1024)
def _model_parts(model: ModelText, name: str, known: Macros) -> dict[str, ColumnPart]:
    """Return the part of every column of a SQL model; kept by all that decides it, as most models stay as they are."""
    return _ModelParts(model, name, known).columns()


@dataclass(frozen=True)
class _Clause:
    """A part of a step that decides its rows: its text, the relations its columns name, and what it is searched in."""

    node: exp.Expr | None
    text: ColumnPart
    tables: frozenset[str]
    alias: str = ""
    is_left: bool = False  # a join that leaves the rows as they are where nothing of it is used


@dataclass(frozen=True)
class _Step:
    """What of a step decides its rows, whichever column is asked for."""

    clauses: tuple[_Clause, ...]
    joins: tuple[_Clause, ...]  # the last one first
    counts: bool


class _ModelParts:
    """The columns of one SQL model, followed through its steps; each step is read once."""

    def __init__(self, model: ModelText, name: str, known: Macros) -> None:
        self.macros = dict(known)
        # the rule itself is compared as a rule
        self.hidden = STEP if name.startswith(PREFIX) else None
        self.is_dimension = name.startswith(DIMENSION)
        self._done: dict[tuple[int, str], ColumnPart] = {}
        self._steps: dict[int, _Step] = {}
        self._columns: dict[int, tuple[exp.Column, ...]] = {}
        scope = build_scope(qualified(model))
        if scope is None:
            raise BadInput(en=f"{model.shown}: it is no query.", zh=f"{model.shown}：它不是查询。")
        self._root = scope

    def columns(self) -> dict[str, ColumnPart]:
        """Return the part of every column, and of the rows alone."""
        return {name: self._column(self._root, name) for name in [*_names(self._root), ROWS]}

    def _column(self, scope: Scope, name: str) -> ColumnPart:
        key = (id(scope), name)
        if key not in self._done:
            self._done[key] = NO_PART  # what reads itself ends here
            self._done[key] = self._union(scope, name) if scope.set_operation_scopes else self._selected(scope, name)
        return self._done[key]

    def _union(self, scope: Scope, name: str) -> ColumnPart:
        left, right = scope.set_operation_scopes
        names = _names(left)
        kind = self._text(f"{type(scope.expression).__name__} {scope.expression.args.get('distinct')}")
        theirs = _names(right)
        at = names.index(name) if name in names else -1
        other = theirs[at] if 0 <= at < len(theirs) and not scope.expression.args.get("by_name") else name
        return kind | self._column(left, name) | self._column(right, other)

    def _selected(self, scope: Scope, name: str) -> ColumnPart:
        query = scope.expression
        selects = getattr(query, "selects", [])
        found = next((column for column in selects if column.alias_or_name == name), None)
        if found is None and selects and any(column.is_star for column in selects):
            found = next(column for column in selects if column.is_star)
        part, used = NO_PART, set()
        if found is not None:
            own = found.unalias()
            is_rule = self.hidden and isinstance(query.parent, exp.CTE) and query.parent.alias == self.hidden
            part |= self._below(own, scope) | (NO_PART if is_rule else self._expression_part(own))
            used = {column.table for column in own.find_all(exp.Column)}
        rows = self._rows(scope, used)
        return part | (ColumnPart(rows.texts) if self.is_dimension else rows)

    def _rows(self, scope: Scope, used: set[str]) -> ColumnPart:
        """Return what decides the rows of a step: where they are taken from, and which of them."""
        step, part = self._step(scope), NO_PART
        for clause in step.clauses:
            part |= clause.text | self._below(clause.node, scope)
            used |= clause.tables
        for join in step.joins:
            if join.is_left and join.alias not in used and not step.counts:
                continue
            used |= join.tables
            part |= join.text | self._source(scope, join.alias) | self._below(join.node, scope)
        first = scope.expression.args.get("from_") or scope.expression.args.get("from")
        return part | (self._source(scope, first.alias_or_name) if first else NO_PART)

    def _step(self, scope: Scope) -> _Step:
        """Read a step's clauses once: each of its columns asks for them."""
        if id(scope) not in self._steps:
            query = scope.expression
            clauses = [
                _Clause(node, self._expression_part(node), self._tables(node))
                for name in ("where", "group", "having", "qualify", "distinct", "limit", "offset")
                if isinstance(node := query.args.get(name), exp.Expr)
            ]
            joins = [self._join(join) for join in reversed(query.args.get("joins") or [])]
            counts = bool(query.args.get("group")) or any(
                column.find(exp.AggFunc) for column in getattr(query, "selects", [])
            )
            self._steps[id(scope)] = _Step(tuple(clauses), tuple(joins), counts)
        return self._steps[id(scope)]

    def _join(self, join: exp.Join) -> _Clause:
        on = join.args.get("on")
        text = self._text(f"{join.side} {join.kind} {on.sql('duckdb', comments=False) if on else ''}")
        return _Clause(on, text, self._tables(join), join.alias_or_name, join.side == "LEFT")

    def _tables(self, node: exp.Expr) -> frozenset[str]:
        return frozenset(column.table for column in node.find_all(exp.Column))

    def _source(self, scope: Scope, alias: str) -> ColumnPart:
        source = scope.sources.get(alias)
        if isinstance(source, Scope):
            return self._column(source, ROWS)
        return ColumnPart(reads=frozenset({(source.name, ROWS)})) if isinstance(source, exp.Table) else NO_PART

    def _below(self, node: exp.Expr | None, scope: Scope) -> ColumnPart:
        """Return what the columns and subqueries of an expression come from."""
        if node is None:
            return NO_PART
        if id(node) not in self._columns:  # nodes of the tree that the root scope holds: no other gets the same id
            self._columns[id(node)] = tuple(node.find_all(exp.Column))
        part = NO_PART
        for column in self._columns[id(node)]:
            part |= self._of(column, scope)
        for inner in scope.subquery_scopes:
            if any(found is inner.expression for found in node.find_all(exp.Query)):
                part |= union_of(self._column(inner, name) for name in [*_names(inner), ROWS])
        return part

    def _of(self, column: exp.Column, scope: Scope) -> ColumnPart:
        around: Scope | None = scope
        while around is not None:
            if column.table in around.sources:
                source = around.sources[column.table]
                if isinstance(source, Scope):
                    return self._column(source, column.name)
                if self.is_dimension and column.name == KEY:
                    return NO_PART
                return ColumnPart(reads=frozenset({(source.name, column.name)}))
            around = around.parent
        return NO_PART

    def _expression_part(self, node: exp.Expr) -> ColumnPart:
        return self._text(node.sql("duckdb", comments=False)) | union_of(self._macros(node))

    def _macros(self, node: exp.Expr) -> Iterator[ColumnPart]:
        for call in node.find_all(exp.Anonymous):
            if call.name.lower().startswith("macro_"):
                yield self._text(macro_text(call.name.lower().removeprefix("macro_"), self.macros))

    @staticmethod
    def _text(text: str) -> ColumnPart:
        return ColumnPart(frozenset({text}))


def _names(scope: Scope) -> list[str]:
    return [column.alias_or_name for column in getattr(scope.expression, "selects", [])]


# A column's digest covers the SQL it comes from and no other: its expression, the rows it is taken
# over (from, where, group by, joins), and so on down to staging; then the code of scores, the bytes of seeds and the
# text of macros. What another column of the same model needs is left out, so that a number added for a new tag changes
# no digest of the old ones; so is a left join that only adds columns, as every model's key is tested, and what decides
# the rows of a dimension: which customers there are concerns the population, not one tag. Comments, layout and the case
# of keywords do not count; a renamed step does. Digests are of the text that sqlglot writes: an upgrade of sqlglot may
# change them all at once.


def with_digests(catalog: Catalog, project: Path | None = None) -> Catalog:
    """Return the catalog with the digests of what lies below each served tag's rule, by model."""
    found = _digester(project, _state(project))

    def read_off(tag: Tag) -> Tag:
        return tag.model_copy(update={"below": found.digests(f"{PREFIX}{tag.theme}", tag.name)})

    tags = {name: read_off(tag) if tag.rule_sql else tag for name, tag in catalog.tags.items()}
    return catalog.model_copy(update={"tags": tags})


def columns_digest(columns: Iterable[tuple[str, str]], project: Path | None = None) -> str:
    """Return one digest of how these columns, (model, column), are computed: two of them differ when a number may."""
    found = _digester(project, _state(project))
    lines = (f"{model}.{column} {found.digests(model, column)}" for model, column in columns)
    return short_digest("\n".join(sorted(lines)))


def short_digest(text: str | bytes) -> str:
    """Return 8 hex digits of the sha256 of a text."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:8]


def _state(project: Path | None) -> tuple:
    """Return a key that differs between two states of the files."""
    files = [*model_files(project).values(), *seed_files(project).values()]
    files += content("models_ml", "*.py", project=project).values()
    files += content("dbt_project/macros", "*.sql", project=project).values()
    return tuple((str(path), path.stat().st_mtime_ns) for path in files)


@cache
def _digester(project: Path | None, _state: tuple) -> "_Digester":
    return _Digester(project)


class _Digester:
    """One state of the project's files; each model is read once."""

    def __init__(self, project: Path | None) -> None:
        self.project, self.known = project, lineage(project)
        self.models, self.seeds = model_files(project), seed_files(project)
        self.macros = macros(project)
        self._parts: dict[str, dict[str, ColumnPart]] = {}

    def digests(self, model: str, column: str) -> dict[str, str]:
        """Return a digest for every model that a column comes from, its own included, by the model's name."""
        seen, ahead = set(), [(model, column), (model, ROWS)]
        texts: dict[str, frozenset[str]] = {}
        while ahead:
            address = ahead.pop()
            if address in seen or address[0] in ENDS:
                continue
            seen.add(address)
            part = self._part(*address)
            if part.texts:
                texts[address[0]] = texts.get(address[0], frozenset()) | part.texts
            ahead += part.reads
        return {name: short_digest("\n".join(sorted(texts[name]))) for name in sorted(texts)}

    def _part(self, relation: str, column: str) -> ColumnPart:
        if relation not in self._parts:
            self._parts[relation] = self._read(relation)
        parts = self._parts[relation]
        if column == ALL:
            return union_of(parts.values())
        return parts.get(column, parts.get(ROWS, NO_PART))

    def _read(self, relation: str) -> dict[str, ColumnPart]:
        if path := self.seeds.get(relation):
            return {ROWS: ColumnPart(frozenset({path.read_text(encoding="utf-8")}))}
        path = self.models.get(relation)
        if path is None:  # a table of the sources
            return {}
        if path.suffix == ".py":
            # a model that calls no score is taken to read every column of what it refers to
            reads = python_reads(path, self.project) or [(name, ALL) for name in python_refs(path)]
            return {ROWS: ColumnPart(frozenset({python_code(path, self.project)}), frozenset(reads))}
        return _model_parts(self.known.model_text(path), path.stem, self.macros)
