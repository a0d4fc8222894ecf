"""A space with somebody who lets an app into their agenda."""

import pytest
from builders.agenda import Agenda, agenda_of
from builders.spaces import Bench


@pytest.fixture
def bench() -> Bench:
    """A space of its own."""
    return Bench()


@pytest.fixture
def agenda(bench: Bench) -> Agenda:
    """Somebody's agenda."""
    return agenda_of(bench)
