from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.wire import RunningWire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[RunningWire]:
    with RunningWire(tmp_path) as running:
        yield running
