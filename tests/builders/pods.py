"""Pods of programs that are written in a test, beside a mock space of their own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from builders import images

from conformance_suite.ports import free_port
from sandbox.client import Sandbox, Space
from sandbox.isolation import pod
from sandbox.isolation.pod import Engine, Pod, Task
from sandbox.isolation.process import IsolationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


__all__ = ["Engine", "IsolationError", "Space", "engine", "running", "space", "start"]


@contextmanager
def engine() -> Iterator[Engine]:
    """The engine, as a run opens and leaves it."""
    opened = Engine.open()
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def space(*, apart: bool = False) -> Iterator[tuple[Space, Path]]:
    """A mock space, and the bundle of its authority."""
    with Sandbox.start(seed=7) as sandbox:
        yield sandbox.create_space(apart=apart), sandbox.ca_bundle


def start(
    opened: Engine, folder: Path, image: str, where: tuple[Space, Path] | None = None, **env: str
) -> tuple[Pod, int]:
    """A pod of that image, told where the space is, with nothing in `folder` but what it puts there; its port too."""
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    port = free_port()
    told = {"PORT": "8000", **env}
    given = {}
    if where is not None:
        told |= {"ISSUER": where[0].issuer, "SSL_CERT_FILE": f"{pod.GIVEN}/ca.pem"}
        given = {"ca.pem": where[1]}
    task = Task(
        run="test",
        image=opened.find(image),
        env=told,
        given=given,
        inside=8000,
        outside=port,
        ports=where[0].ports if where else (),
        meet_relay=where[0].meet_relay if where else (lambda _path: None),
        log=folder / "log",
        scratch=scratch,
    )
    return pod.start(opened, task), port


@contextmanager
def running(
    folder: Path, source: str, where: tuple[Space, Path] | None = None, *instructions: str, **env: str
) -> Iterator[tuple[Pod, int]]:
    """A pod of a Python program."""
    image = images.program("poincon-test-program:1", source, *instructions)
    with engine() as opened:
        made, port = start(opened, folder, image, where, **env)
        try:
            yield made, port
        finally:
            made.stop()
