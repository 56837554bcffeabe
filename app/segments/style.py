"""The page's own CSS, beyond the common one."""

import streamlit as st

_CSS = """
<style>
  .st-key-segment_expression textarea {font-family: 'JetBrains Mono', 'Noto Sans Mono CJK SC', monospace;
    font-size: .86rem;}
  /* the answer stays in sight while the facets are scrolled */
  @media (min-width: 900px) {
    [data-testid="stColumn"]:has(.st-key-segment_panel) {position: sticky; top: 4rem; align-self: flex-start;
      max-height: calc(100vh - 4.5rem); overflow-y: auto; scrollbar-width: thin;}
  }
  @media (max-width: 1100px) {
    /* two choices beside each other would both be cut */
    .st-key-segment_understood [data-testid="stHorizontalBlock"]:has(.st-key-cross_1) {flex-wrap: wrap;}
    .st-key-segment_understood [data-testid="stColumn"]:has(.st-key-cross_0, .st-key-cross_1) {flex: 1 1 100%;}
  }
  .tg-fault {font-family: 'JetBrains Mono', 'Noto Sans Mono CJK SC', monospace; font-size: .86rem;
    white-space: pre-wrap; overflow-wrap: anywhere; padding: .1rem .7rem 1.1rem;}
  .tg-fault mark {position: relative; color: var(--tg-bad-text);
    background: color-mix(in srgb, var(--tg-bad) 15%, transparent);
    font-weight: 600;}
  .tg-fault mark::after {content: '▲'; position: absolute; left: 0; top: 1.25em; font-size: .7rem;
    color: var(--tg-bad-text);}
  .tg-n {font-variant-numeric: tabular-nums; color: var(--tg-muted); font-size: .84rem; white-space: nowrap;}
  .st-key-segment_chips {min-height: 2.3rem;}
  .st-key-segment_chips .stButton button, .st-key-segment_facets .stButtonGroup button {font-size: .86rem;}
  .st-key-segment_chips .stButton button {min-height: 1.9rem; padding: .05rem .55rem; border-radius: 1rem;}
  .st-key-segment_facets [data-testid="stVerticalBlock"] {gap: .45rem;}
  .st-key-segment_facets button {font-variant-numeric: tabular-nums;}
  [class*="st-key-rule_row"] {min-height: 2rem; gap: .35rem !important; flex-wrap: nowrap !important;}
  [class*="st-key-rule_row"] .stButton button {min-height: 1.7rem; padding: .05rem .35rem;}
  [class*="st-key-rule_row"] .stButton button p {text-align: left;}
  [class*="st-key-rule_group"] {padding: .45rem .7rem !important; gap: .3rem !important;}
  [class*="st-key-segment_excluded"] {border-left: 3px solid var(--tg-bad); padding-left: .8rem;}
  [class*="st-key-segment_included"] {border-left: 3px solid var(--tg-accent); padding-left: .8rem;}
  .tg-why {font-size: .9rem; line-height: 1.65;}
  .tg-why .no {color: var(--tg-bad-text);} .tg-why .yes {color: var(--tg-accent);}
  .tg-why .decides {font-weight: 600;}
  .tg-why span.found {color: var(--tg-muted); font-size: .84rem; margin-left: .4rem;}
  .tg-line {display: flex; flex-wrap: wrap; gap: .15rem 1rem; font-size: .88rem; color: var(--tg-muted);}
  .tg-line b {color: var(--tg-ink); font-weight: 600; font-variant-numeric: tabular-nums;}
</style>
"""


def apply() -> None:
    """Put the page's own style in force."""
    st.html(_CSS)
