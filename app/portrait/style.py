"""The page's own CSS, beyond the common one."""

import streamlit as st

_CSS = """
<style>
  .tg-now .tg-value {font-size: .92rem;}
  .tg-first {display: grid; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: .5rem;
             margin: .2rem 0 .2rem;}
  .tg-first > div {border: 1px solid var(--tg-line); border-radius: .5rem; background: var(--tg-paper);
                   padding: .45rem .7rem .5rem;}
  .tg-first > div > span:first-child {display: block; color: var(--tg-muted); font-size: .8rem; line-height: 1.3;}
  .tg-first b {font-size: 1.05rem; font-weight: 600; display: block; line-height: 1.45;
               font-variant-numeric: tabular-nums;}
  .tg-first b i {display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .4rem;}
  .tg-first .since {color: var(--tg-muted); font-size: .78rem; display: block;}
  .tg-value.hidden {color: var(--tg-muted); border-style: dotted;}
  .tg-steps {display: grid; grid-template-columns: 1.2rem auto 1fr; gap: .28rem 1.2rem; font-size: .9rem;
             align-items: baseline; margin: .1rem 0 .4rem;}
  .tg-steps > .past, .tg-steps > .past + span, .tg-steps > .rest {color: var(--tg-muted);}
  .tg-steps > .yes {color: var(--tg-accent); font-weight: 700;}
  .tg-steps > .now {font-weight: 600;}
  .tg-numbers {display: grid; grid-template-columns: minmax(12rem, auto) auto 1fr; gap: .2rem 1rem; font-size: .9rem;
               margin: .1rem 0 .3rem;}
  .tg-numbers b {text-align: right; font-variant-numeric: tabular-nums; font-weight: 600;}
  .tg-numbers code {color: var(--tg-muted); background: none; font-size: .76rem; padding: 0;}
  @media (max-width: 1200px) {
    .tg-first {grid-template-columns: repeat(3, 1fr);}
    .st-key-person_part button {padding-inline: .5rem;}
    .tg-tags .tg-value {border-radius: .7rem;}
    .tg-tags {grid-template-columns: minmax(0, 1fr) minmax(0, 1.25fr);}
    .tg-tags .since {display: none;}
  }
  .tg-legend {display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; font-size: .84rem; color: var(--tg-muted);}
  .tg-legend .bar {display: inline-block; width: 1.1rem; height: .55rem; border-radius: .2rem; margin-right: .3rem;}
  .tg-beside {display: grid; grid-template-columns: minmax(9rem, 1.2fr) 1fr 1fr; gap: .3rem .8rem; font-size: .9rem;
              align-items: center;}
  .tg-beside > .head {font-weight: 600; border-bottom: 1px solid var(--tg-line); padding-bottom: .2rem;}
  .tg-beside > .label {color: var(--tg-muted);}
  .tg-hits .stButton button {justify-content: flex-start; min-height: 1.9rem; padding: .1rem .5rem;}
  [class*="st-key-found_"] button {justify-content: flex-start; min-height: 1.9rem; padding: .1rem .5rem;}
  [class*="st-key-found_"] button p {font-variant-numeric: tabular-nums; text-align: left;}
</style>
"""


def apply() -> None:
    """Put the page's own style in force."""
    st.html(_CSS)
