"""The catalog against the SQL that computes it: themes, columns, values, examples, and rules restated in another."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from tagrid.catalog.dbt_models import MODELS, dbt_variable
from tagrid.catalog.digests import same_rule
from tagrid.catalog.model import SUBJECTS, UNKNOWN, Catalog, Example, Tag
from tagrid.catalog.rules import PREFIX, TagRule, results
from tagrid.core.errors import BadInput
from tagrid.core.overlay import content_file
from tagrid.core.text import Text, nearest


def theme_faults(catalog: Catalog, project: Path | None = None) -> list[Text]:
    """Return a line for each theme whose model ``dbt_project.yml`` does not list, or lists without tags."""
    listed = dbt_variable("themes", project) or {}
    faults = []
    for subject in SUBJECTS:
        has, lists = {tag.theme for tag in catalog.of(subject)}, set(listed.get(subject) or [])
        faults += [
            Text(
                en=f"dbt_project.yml: `themes` of {subject} lacks {theme}; add it.",
                zh=f"dbt_project.yml：`themes` 的 {subject} 缺少 {theme}，请补上。",
            )
            for theme in sorted(has - lists)
        ]
        faults += [
            Text(
                en=f"dbt_project.yml: `themes` of {subject} lists {theme}, which has no tags.",
                zh=f"dbt_project.yml：`themes` 的 {subject} 列出了 {theme}，但它没有标签。",
            )
            for theme in sorted(lists - has)
        ]
    return faults


_STATUS = {"draft": "尚为草稿", "retired": "已停用"}


def match_faults(catalog: Catalog, rules: dict[str, TagRule], project: Path | None = None) -> list[Text]:
    """Return a line for everything that stands in the catalog or in the tag models only."""
    faults = [_column_fault(tag, rules, project) for tag in catalog.tags.values()]
    faults += [_tag_fault(rule, catalog) for rule in rules.values()]
    for tag in catalog.tags.values():
        if tag.name in rules:
            faults += value_faults(tag, rules[tag.name])
    return [fault for fault in faults if fault]


def value_faults(tag: Tag, rule: TagRule) -> list[Text]:
    """Return a line for each value that the rule gives and the tag lacks, or the reverse."""
    codes, closed = rule.gives
    known = tuple(tag.values)
    extra = [
        Text(
            en=f"{rule.place}: {tag.name} gives {code!r}, which {tag.path} does not declare.",
            zh=f"{rule.place}：{tag.name} 给出取值“{code}”，但 {tag.path} 没有声明。",
        )
        + nearest(code, known)
        for code in sorted(codes - set(known))
    ]
    dead = [
        Text(
            en=f"{tag.path}: value {code!r} is never given by the rule in {rule.place}.",
            zh=f"{tag.path}：{rule.place} 的规则从不给出取值“{code}”。",
        )
        for code in known
        if closed and code not in codes
    ]
    return extra + dead


def _column_fault(tag: Tag, rules: dict[str, TagRule], project: Path | None) -> Text | None:
    model = f"{MODELS}/tags/{PREFIX}{tag.theme}.sql"
    if tag.name in rules:
        place = rules[tag.name].place
        moved = Text(
            en=f"{tag.path}: its column is in {place}; move it to {model}.",
            zh=f"{tag.path}：它的列在 {place} 中，应移到 {model}。",
        )
        return None if place == model else moved
    if not content_file(model, project).exists():
        return Text(
            en=f"{tag.path}: its theme has no model; write {model} with a column {tag.name}.",
            zh=f"{tag.path}：所属分析主题没有模型，请编写 {model}，并含列 {tag.name}。",
        )
    columns = tuple(rule.tag for rule in rules.values() if rule.theme == tag.theme)
    lacking = Text(en=f"{tag.path}: {model} has no column {tag.name}.", zh=f"{tag.path}：{model} 没有列 {tag.name}。")
    return lacking + nearest(tag.name, columns)


def _tag_fault(rule: TagRule, catalog: Catalog) -> Text | None:
    if rule.tag in catalog.tags:
        return None
    if rule.tag in catalog.shelved:
        shelved = catalog.shelved[rule.tag]
        return Text(
            en=f"{rule.place}: column {rule.tag} is a {shelved.status} tag; activate it or drop the column.",
            zh=f"{rule.place}：列 {rule.tag} 对应的标签{_STATUS.get(shelved.status, '未启用')}，请启用标签或删去该列。",
        )
    no_file = Text(
        en=f"{rule.place}: column {rule.tag} has no tag file.", zh=f"{rule.place}：列 {rule.tag} 没有标签文件。"
    )
    return no_file + nearest(rule.tag, tuple(catalog.tags))


def example_faults(catalog: Catalog, rules: dict[str, TagRule]) -> list[Text]:
    """Return a line for every example for which its tag's rule gives another value."""
    con = duckdb.connect()
    pairs = [(tag, rules[tag.name]) for tag in catalog.tags.values() if tag.name in rules]
    return [fault for tag, rule in pairs for fault in faults_of_examples(con, tag, rule)]


def faults_of_examples(con: duckdb.DuckDBPyConnection, tag: Tag, rule: TagRule) -> list[Text]:
    """Return a line for every example of ``tag`` for which ``rule`` gives another value."""
    try:
        *given, of_nothing = evaluate_examples(con, rule, (*tag.examples, _NOTHING_KNOWN))
    except BadInput as fault:
        return [Text(en=f"{tag.path}: {fault}", zh=f"{tag.path}：{fault.text.zh}")]
    wrong = [
        Text(
            en=f"{tag.path}: example {n} ({_given_text(example)}) gives {value}, not {example.gives}.",
            zh=f"{tag.path}：示例 {n}（{_given_text(example)}）得到 {value}，而不是 {example.gives}。",
        )
        for n, (example, value) in enumerate(zip(tag.examples, given, strict=True), 1)
        if value != example.gives
    ]
    return wrong + _null_faults(tag, rule, of_nothing)


_NOTHING_KNOWN = Example(given={}, gives=UNKNOWN)


def _null_faults(tag: Tag, rule: TagRule, of_nothing: str) -> list[Text]:
    """Return a line where a rule takes customers of whom nothing is known for a value, and no example states it."""
    stated = {one.gives for one in tag.examples if all(value is None for value in one.given.values())}
    if of_nothing in (UNKNOWN, *stated):
        return []
    first = rule.inputs[0] if rule.inputs else "column"
    return [
        Text(
            en=f"{rule.place}: {tag.name} gives {of_nothing!r} to customers of whom nothing is known: its `else` takes "
            f"what is null for a value. Begin with `when {first} is null then null`, or, where it is meant, say so in "
            f"{tag.path} by the example {{given: {{}}, gives: {of_nothing}}}.",
            zh=f"{rule.place}：{tag.name} 对一无所知的客户也给出“{of_nothing}”：`else` 把空值当成了取值。"
            f"请先写 `when {first} is null then null`；如确有此意，请在 {tag.path} 中以示例 "
            f"{{given: {{}}, gives: {of_nothing}}} 写明。",
        )
    ]


def edge_remarks(catalog: Catalog, rules: dict[str, TagRule]) -> list[Text]:
    """Return a line for each threshold of a rule at which no example of its tag lies."""
    return [one for tag in catalog.tags.values() if tag.name in rules for one in _unshown_edges(tag, rules[tag.name])]


def _unshown_edges(tag: Tag, rule: TagRule) -> list[Text]:
    found = []
    for column, limit, written in dict.fromkeys(thresholds(rule.expression)):
        if limit not in [number(one.given.get(column)) for one in tag.examples]:
            found.append(
                Text(
                    en=f"{tag.path}: no example lies at the edge `{written}` of its rule in {rule.place}; add one with "
                    f"{column}: {limit:g}.",
                    zh=f"{tag.path}：没有示例落在 {rule.place} 中规则的边界 `{written}` 上；"
                    f"请补一个 {column}: {limit:g} 的示例。",
                )
            )
    return found


def number(value: Any) -> float | None:
    """Return a value of an example as a number; None where it is none, as a truth value."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def thresholds(expression: exp.Expr) -> Iterable[tuple[str, float, str]]:
    """Yield the column, the number and the text of each comparison of a column with a number that is an edge.

    Not within a CASE that is itself compared: that is the rule of another tag, restated.
    """
    for found in expression.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE):
        left, right = found.this.unnest(), found.expression.unnest()
        sign = -1 if isinstance(right, exp.Neg) else 1
        limit = right.this if isinstance(right, exp.Neg) else right
        if not isinstance(left, exp.Column) or not isinstance(limit, exp.Literal) or limit.is_string:
            continue
        if found.find_ancestor(exp.EQ, exp.In, exp.Is) is None:
            yield left.name, sign * float(limit.this), found.sql(dialect="duckdb")


def evaluate_examples(con: duckdb.DuckDBPyConnection, rule: TagRule, examples: tuple[Example, ...]) -> list[str]:
    """Return the value ``rule`` gives for each example; ``BadInput`` if one names a column it does not read."""
    for n, example in enumerate(examples, 1):
        for column in example.given:
            if column not in rule.inputs:
                reads = Text(en=f" It reads {', '.join(rule.inputs)}.", zh=f"它读取 {'、'.join(rule.inputs)}。")
                hint = nearest(column, rule.inputs) or reads
                raise BadInput(
                    en=f"example {n}: the rule in {rule.place} does not read {column}.{hint}",
                    zh=f"示例 {n}：{rule.place} 中的规则不读取 {column}。{hint.zh}",
                )
    query = exp.select(exp.column("n"), exp.alias_(rule.expression.copy(), "value", quoted=True))
    query = query.from_(_examples_relation(rule.inputs, examples)).order_by("n")
    try:
        found = con.execute(query.sql(dialect="duckdb")).fetchall()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise BadInput(
            en=f"the rule in {rule.place} cannot be evaluated over its examples: {first}",
            zh=f"{rule.place} 中的规则无法在示例上计算：{first}",
        ) from None
    return [UNKNOWN if value is None else str(value) for _, value in found]


def _examples_relation(inputs: tuple[str, ...], examples: tuple[Example, ...]) -> exp.Expr:
    """Return the examples as a relation: together, so that a column's type follows from all of them."""
    columns = [exp.to_identifier(name, quoted=True) for name in ("n", *inputs)]
    rows = [(n, *(example.given.get(name) for name in inputs)) for n, example in enumerate(examples)]
    values = exp.Values(expressions=[exp.Tuple(expressions=[_literal(v) for v in row]) for row in rows])
    alias = exp.TableAlias(this=exp.to_identifier("given"), columns=columns)
    values.set("alias", alias)
    return values


def _literal(value: Any) -> exp.Expr:
    # a bare 0.25 would be a DECIMAL, whose arithmetic rounds otherwise than the features' DOUBLE
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "double")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)


def _given_text(example: Example) -> str:
    return ", ".join(f"{name} = {value}" for name, value in example.given.items()) or "nothing known"


def underived_faults(described: Catalog) -> list[Text]:
    """Return a line for each tag named in `derived_from` that shares no source column with the tag that names it.

    ``described`` has the source columns of every tag. What goes together for a cause outside the data is `related_to`.
    """
    return [
        Text(
            en=f"{tag.path}: it shares no source column with {name}, so it does not derive from it; if both follow "
            "from one cause, name the tag in related_to with that cause.",
            zh=f"{tag.path}：与 {name} 没有共同的来源列，不能说由其衍生；若两者出于同一原因，"
            "请写入 related_to 并写明原因。",
        )
        for tag in described.tags.values()
        for name in tag.derived_from
        if tag.rule_sql and (other := described.tags.get(name)) and other.rule_sql
        if not set(tag.sources) & set(other.sources)
    ]


def restated_faults(catalog: Catalog, rules: dict[str, TagRule]) -> list[Text]:
    """Return a line for each rule inside another tag's rule that its tag, named in `derived_from`, has no more.

    What is restated is a whole CASE compared with values: ``(case … end) in ('vip', 'major')``.
    """
    return [
        Text(
            en=f"{tag.path}: its rule restates that of {name}, which reads otherwise now; write the rule of {name} "
            f"into it as it is in {rules[name].place}, or propose its segment again.",
            zh=f"{tag.path}：其规则重述了 {name} 的规则，而后者已改变；请按 {rules[name].place} 中的规则重写，"
            "或从客群重新提议。",
        )
        for tag in catalog.tags.values()
        if tag.name in rules
        for name in _outdated(tag, rules)
    ]


def _outdated(tag: Tag, rules: dict[str, TagRule]) -> Iterable[str]:
    known = {name: rules[name] for name in tag.derived_from if name in rules}
    for case, codes in _compared_cases(rules[tag.name].expression):
        text = case.sql(dialect="duckdb")
        if any(same_rule(text, rule.expression.sql(dialect="duckdb")) for rule in known.values()):
            continue
        given = {one.this for one in results(case) if isinstance(one, exp.Literal)}
        yield from (name for name, rule in known.items() if given and given == rule.gives[0] and codes <= given)


def _compared_cases(expression: exp.Expr) -> Iterable[tuple[exp.Case, set[str]]]:
    """Yield each CASE that stands inside a comparison with texts, and those texts."""
    for found in expression.find_all(exp.EQ, exp.In):
        given = found.this.unnest()
        given = given.this.unnest() if isinstance(given, exp.Coalesce) else given
        sides = found.expressions if isinstance(found, exp.In) else [found.expression]
        if isinstance(given, exp.Case):
            yield given, {one.this for one in sides if isinstance(one, exp.Literal)} - {"unknown"}
