"""Declarations of convergence as tests write and draw them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from doctrine.convergence import DATED, Convergence, Declared, State
from doctrine.loader import load_edition

EDITION = load_edition()
HEAD = "schema: poincon/convergence/1\napp: Carnet\nedition: 2026-1\nrequirements:\n"
TODAY = date(2026, 11, 28)

_TEXTS = st.text(min_size=1, max_size=30).map(lambda text: " ".join("".join(filter(str.isprintable, text)).split()))
_WORDS = _TEXTS.filter(bool)
_DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@st.composite
def declared(draw: st.DrawFn) -> Declared:
    """What may be declared of one requirement."""
    state = draw(st.sampled_from(State))
    ahead = state in DATED
    return Declared(
        state,
        reason=draw(_WORDS if state is State.NOT_APPLICABLE else st.just("") | _WORDS),
        due=draw(_DAYS if state is State.PLANNED else st.none() | _DAYS) if ahead else None,
        plan=draw(st.just("") | _WORDS) if ahead else "",
        evidence=tuple(draw(st.lists(_WORDS, max_size=3))),
    )


def declarations() -> st.SearchStrategy[Convergence]:
    """Whole declarations before the edition in force."""
    ids = st.sampled_from([one.id for one in EDITION.requirements])
    rows = st.dictionaries(ids, declared(), max_size=12)
    return st.builds(Convergence, _WORDS, st.just(EDITION.id), rows)
