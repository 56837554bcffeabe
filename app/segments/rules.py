"""Composing by rules: nested groups of conditions with their customers, and the excluded ones as a band below."""

import html
from collections.abc import Callable
from itertools import count

import streamlit as st

from app.segments import conditions, rule_edits as tree
from app.segments.query import limited_count_text
from app.shared import editor_state as state, frame
from app.shared.labels import rule_text
from app.shared.words import escape_markdown, t, t_markdown
from tagrid.segments import All, Either, Not, Rule, Workspace, is_disclosure_limited, to_text

MOST_ROWS, MOST_LETTERS = 80, 110

_HELP = {"included": "included_help", "excluded": "excluded_help"}

# How another condition joins one of a group of the other kind.
_WRAP = {"any": ("wrap_any", ":material/call_split:"), "all": ("wrap_all", ":material/add_link:")}


def draw(workspace: Workspace, rule: Rule | None, subject: str) -> None:
    """Draw both bands of `rule`."""
    included, excluded = tree.split_bands(rule)
    rows = count()
    for name, band, other in (("included", included, excluded), ("excluded", excluded, included)):
        with st.container(key=f"segment_{name}"):
            RuleBand(workspace, subject, name, band, other, rows).draw()


class RuleBand:
    """One band of the rule; what is done in it makes the whole rule anew, with the `other` band as it is."""

    def __init__(
        self, workspace: Workspace, subject: str, name: str, rule: Rule | None, other: Rule | None, rows
    ) -> None:
        self.workspace, self.subject, self.name, self.rule, self.other, self.rows = (
            workspace,
            subject,
            name,
            rule,
            other,
            rows,
        )

    def put(self, rule: Rule | None) -> None:
        """Make `rule` this band's."""
        bands = (rule, self.other) if self.name == "included" else (self.other, rule)
        state.set_rule(tree.join_bands(*bands))

    def draw(self) -> None:
        """Draw the band: its name, its rule, and a button to add to it."""
        st.html(f"<b>{t(self.name)}</b> <span class='tg-quiet'>{t(_HELP[self.name])}</span>")
        if self.rule is not None:
            self._node(self.rule, ())
        elif self.name == "included":
            st.caption(t("no_condition"))
        how = "any" if self.name == "excluded" else "all"
        if not isinstance(self.rule, All | Either):
            self._add("add_condition", (), how)

    def _node(self, rule: Rule, place: tree.RulePath, is_not: bool = False) -> None:
        if isinstance(rule, Not) and not is_not:
            self._node(rule.rule, (*place, 0), True)
        elif next(self.rows) >= MOST_ROWS:
            st.caption(t_markdown("more_in_text", rule=rule_text(self.workspace.catalog, rule)[:MOST_LETTERS]))
        elif isinstance(rule, All | Either):
            self._group(rule, place, is_not)
        else:
            self._row(rule, place, is_not)

    def _group(self, rule: All | Either, place: tree.RulePath, is_not: bool) -> None:
        with st.container(border=True, key=f"rule_group_{self._key(place)}"):
            with st.container(horizontal=True, vertical_alignment="center", key=f"rule_row_head_{self._key(place)}"):
                self._how(rule, place)
                if is_not:
                    st.badge(t("not_word"), color="red")
                self._count(rule, is_not)
                self._buttons(place, is_not)
            for at, child in enumerate(rule.rules):
                self._node(child, (*place, at))
            self._add("add_condition", place, "all" if isinstance(rule, All) else "any")

    def _how(self, rule: All | Either, place: tree.RulePath) -> None:
        key, labels = f"rule_how_{self._key(place)}", {"all": t("all_of"), "any": t("any_of")}
        drawn = st.session_state[key] = "all" if isinstance(rule, All) else "any"

        def changed() -> None:
            if st.session_state[key] != drawn:  # a late request may name a group that was removed
                self.put(tree.toggle_group(self.rule, place))  # ty: ignore[invalid-argument-type]

        st.segmented_control(
            t("how_combined"),
            list(labels),
            format_func=lambda one: labels.get(one, one),
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=changed,
        )

    def _row(self, rule: Rule, place: tree.RulePath, is_not: bool) -> None:
        words = rule_text(self.workspace.catalog, rule)
        short = words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS]}…"
        with st.container(horizontal=True, vertical_alignment="center", key=f"rule_row_{self._key(place)}"):
            if is_not:
                st.badge(t("not_word"), color="red")
            code = escape_markdown(to_text(rule))
            self._button("edit", escape_markdown(short), place, lambda: self._ask(place, "replace", rule), tip=code)
            self._count(rule, is_not)
            other = "any" if isinstance(self._parent(place), All) else "all"
            word, icon = _WRAP[other]
            self._button("wrap", self._named(word, rule), place, lambda: self._ask(place, other), icon, t(word))
            self._buttons(place, is_not)

    def _parent(self, place: tree.RulePath) -> Rule | None:
        above = tree.rule_at(self.rule, place[:-1]) if self.rule is not None and place else None
        return self._parent(place[:-1]) if isinstance(above, Not) else above

    def _buttons(self, place: tree.RulePath, is_not: bool) -> None:
        """Draw what can be done with any node: turn it into its opposite, take it out."""
        whole = place[:-1] if is_not else place
        rule = self.rule
        assert rule is not None
        about = tree.rule_at(rule, place)
        self._button(
            "not", self._named("negate", about), place, lambda: self.put(tree.negate_rule(rule, whole)),
            ":material/block:", t("negate"),
        )  # fmt: skip
        self._button(
            "drop", self._named("drop", about), place, lambda: self.put(tree.replace_rule(rule, whole, None)),
            ":material/close:", t("drop"),
        )  # fmt: skip

    def _named(self, word: str, rule: Rule) -> str:
        """Return the name of a button that shows an icon alone: what it does, and to which rule."""
        return escape_markdown(f"{t(word)}{t('colon')}{rule_text(self.workspace.catalog, rule)[:MOST_LETTERS]}")

    def _button(self, what: str, label: str, place: tree.RulePath, act: Callable, icon=None, tip=None) -> None:
        key = f"rule_{what}_{self._key(place)}"
        hover = escape_markdown(tip) if tip else None
        st.button(escape_markdown(label), key=key, on_click=act, type="tertiary", icon=icon, help=hover)

    def _count(self, rule: Rule, is_not: bool) -> None:
        base = self.workspace.index.base(self.subject)
        customers = self.workspace.index.population(self.workspace.index.mask(Not(rule) if is_not else rule, base))
        count_html = html.escape(
            limited_count_text(customers, is_disclosure_limited(self.workspace.catalog, frame.viewer(), rule))
        )
        st.html(f"<span class='tg-n'>{count_html} {t('unit_customers')}</span>")

    def _add(self, word: str, place: tree.RulePath, how: str) -> None:
        self._button("add", t(word), place, lambda: self._ask(place, how), ":material/add:")

    def _ask(self, place: tree.RulePath, how: str, now: Rule | None = None) -> None:
        """Ask for a condition, to replace the rule at `place` or to be combined with it."""

        def take(new: Rule) -> None:
            self.put(
                tree.replace_rule(self.rule, place, new)
                if how == "replace"
                else tree.add_rule(self.rule, place, new, how)
            )

        conditions.request_condition(take, now)

    def _key(self, place: tree.RulePath) -> str:
        return "_".join([self.name, *map(str, place)])
