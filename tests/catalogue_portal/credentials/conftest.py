"""A portal with an agreement in force, at a time that stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.agreed_app import AgreedApp, agreed_app
from builders.clocks import StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def world(tmp_path: Path, clock: StillClock) -> Iterator[AgreedApp]:
    opened = agreed_app(tmp_path / "data", clock=clock)
    yield opened
    opened.context.database.close()
