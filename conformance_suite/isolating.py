"""How an app will be kept apart while it is played: decided, and found possible, before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conformance_suite.manifest.model import CommandTarget, ImageTarget
from conformance_suite.plan import PlanError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.manifest.model import Manifest
    from sandbox.isolation.pod import AppImage, Engine

PODS: Final = ("pod", "pod+gvisor")
CHOICES: Final = (*PODS, "process", "none")


@dataclass(frozen=True)
class Isolation:
    """The isolation that is active, as a report names it; for an image, the engine and what it is to run."""

    name: str
    run: str = ""  # whose it is
    engine: Engine | None = None
    image: AppImage | None = None

    def moved(self) -> str | None:
        """What the image's reference means now, if that is no longer what was played."""
        if self.engine is None or self.image is None:
            return None
        now = self.engine.find(self.image.reference).id
        return now if now != self.image.id else None

    def close(self) -> None:
        """Leave nothing behind."""
        if self.engine is not None:
            self.engine.close()


def isolate(
    manifest: Manifest,
    wanted: str | None,
    *,
    run: str = "doctor",
    pulling: Callable[[int, int], None] | None = None,
) -> Isolation:
    """The isolation for a target, as `wanted` or as is usual for it.

    With `pulling`, an image that the engine lacks is fetched from its registry; it is told the bytes that came and
    those that are known to come, and what it raises ends that.

    Raises:
        PlanError: the target cannot be isolated so.
        IsolationError: the engine or the image is not as it must be.
    """
    target = manifest.target
    if isinstance(target, ImageTarget):
        if wanted not in {None, *PODS}:
            raise PlanError(f"an image is not isolated as {wanted!r}; use --isolation pod, or leave it out")
        from sandbox.isolation.pod import Engine  # noqa: PLC0415 - half a second for images only

        engine = Engine.open(wanted or "pod")
        try:
            if pulling is not None:
                engine.pull(target.image, pulling)
            return Isolation(engine.isolation, run, engine, engine.find(target.image))
        except BaseException:
            engine.close()
            raise
    if isinstance(target, CommandTarget):
        if wanted in PODS:
            raise PlanError(f"a command cannot be isolated as {wanted!r}; use --isolation process")
        return Isolation("process")
    return Isolation("none")
