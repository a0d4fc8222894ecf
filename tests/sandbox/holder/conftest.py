from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.families import Family, family
from builders.my_pages import journalled
from builders.spaces import Bench

from sandbox.people.people import People

if TYPE_CHECKING:
    from sandbox.people.persona import Persona


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def settled() -> Bench:
    """A space in which families live, and whose journal can be read."""
    bench = journalled(Bench())
    bench.space.part(People).settle(60)
    return bench


@pytest.fixture
def kin(settled: Bench) -> Family:
    return family(settled)


@pytest.fixture
def persona(bench: Bench) -> Persona:
    return bench.persona()
