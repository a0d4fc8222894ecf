"""A space with somebody who lets an app into their agenda."""

import pytest

from tests.builders.agenda import Agenda, agenda_of
from tests.builders.spaces import Bench


@pytest.fixture
def bench() -> Bench:
    """A space of its own."""
    return Bench()


@pytest.fixture
def agenda(bench: Bench) -> Agenda:
    """Somebody's agenda."""
    return agenda_of(bench)
