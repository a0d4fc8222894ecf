"""A standing space with its console, for the tests of one file; each test opens the console for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.console import Opened, open_console
from builders.pairing import METADATA
from builders.spaces import Bench

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.client import Client, Persona, Space


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=5) as running:
        yield running


@pytest.fixture
def space(sandbox: Sandbox) -> Space:
    return sandbox.create_space(mode="strict", residents=40)


@pytest.fixture
def opened(sandbox: Sandbox, space: Space) -> Opened:
    return open_console(space, sandbox.ca_bundle)


@pytest.fixture
def client(space: Space) -> Client:
    return space.register_client(METADATA)


@pytest.fixture
def persona(space: Space) -> Persona:
    return space.create_persona()


@pytest.fixture
def bench() -> Bench:
    return Bench()
