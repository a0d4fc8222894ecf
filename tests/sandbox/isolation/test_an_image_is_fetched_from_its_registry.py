"""An image that the engine lacks comes from its registry, as far as it is wanted; what does not come is said."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from builders import images, pods
from builders.registries import registry

from sandbox.isolation.engine_error import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builders.registries import Registry

pytestmark = [pytest.mark.pod, pytest.mark.integration]
SIZE = 5_000_000
TAG = "poincon-test-far:1"
BLOATED = "poincon-test-bloated:1"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Registry]:
    with registry(tmp_path) as served:
        yield served


@pytest.fixture
def far(there: Registry) -> Iterator[str]:
    """An image that only the registry has."""
    images.image(TAG, {"weight": os.urandom(SIZE)}, 'CMD ["/weight"]')
    reference = there.push(TAG, "far")
    images.client().api.remove_image(TAG)
    yield reference
    for one in images.client().api.images(name=reference.partition("@")[0]):
        images.client().api.remove_image(one["Id"], force=True)


def test_it_comes_with_news_and_under_the_digest_that_was_asked_for(far: str) -> None:
    news: list[tuple[int, int]] = []
    with pods.engine() as engine:
        engine.pull(far, lambda *size: news.append(size))
        found = engine.find(far)
        assert max(known for _came, known in news) >= SIZE
        assert news[-1][0] == news[-1][1]
        assert found.digest == far.partition("@")[2]

        news.clear()
        engine.pull(far, lambda *size: news.append(size))
        assert news == []  # it is there


def test_one_that_is_too_large_is_not_kept(far: str) -> None:
    with pods.engine() as engine:
        with pytest.raises(EngineError, match="is larger than 1 MiB"):
            engine.pull(far, lambda *_size: None, largest=1024 * 1024)
        with pytest.raises(EngineError, match="has no image"):
            engine.find(far)


def test_one_that_unpacks_to_too_much_is_not_kept(there: Registry) -> None:
    images.image(BLOATED, {"weight": bytes(SIZE)}, 'CMD ["/weight"]')  # next to nothing, as it is sent
    reference = there.push(BLOATED, "bloated")
    images.client().api.remove_image(BLOATED)
    with pods.engine() as engine:
        with pytest.raises(EngineError, match="unpacks to more than 4 MiB"):
            engine.pull(reference, lambda *_size: None, largest=1024 * 1024, unpacked=4 * 1024 * 1024)
        with pytest.raises(EngineError, match="has no image"):
            engine.find(reference)


def test_the_disk_is_not_filled(far: str) -> None:
    with pods.engine() as engine:
        room = shutil.disk_usage(engine.root).total
        with pytest.raises(EngineError, match="free on the engine's disk"):
            engine.pull(far, lambda *_size: None, kept_free=room)
        with pytest.raises(EngineError, match="has no image"):
            engine.find(far)


def test_who_is_told_can_end_it(far: str) -> None:
    class Enough(Exception):  # noqa: N818 - a wish
        pass

    def tell(_came: int, _known: int) -> None:
        raise Enough

    with pods.engine() as engine:
        with pytest.raises(Enough):
            engine.pull(far, tell)
        with pytest.raises(EngineError, match="has no image"):
            engine.find(far)


def test_what_does_not_come_is_said(there: Registry) -> None:
    nothing = "0" * 64
    with pods.engine() as engine:
        for reference in (f"{there.host}/none@sha256:{nothing}", f"127.0.0.1:1/app@sha256:{nothing}"):
            with pytest.raises(EngineError, match="cannot be fetched: ") as told:
                engine.pull(reference, lambda *_size: None)
            assert "\n" not in str(told.value)
