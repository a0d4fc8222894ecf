"""A registry of container images on this machine (Debian: docker-registry), and images that only it has."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests
from builders.images import client
from builders.waiting import until

from conformance_suite.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = "docker-registry"


@dataclass(frozen=True)
class Registry:
    """Where a registry listens: `HOST:PORT`."""

    host: str

    def push(self, tag: str, name: str) -> str:
        """Have the registry keep an image of the engine; the reference that names it by its digest."""
        there = f"{self.host}/{name}"
        client().images.get(tag).tag(there)
        said = [
            json.loads(line) for line in client().api.push(f"{there}:latest", stream=True) for line in line.splitlines()
        ]
        digest = next(one["aux"]["Digest"] for one in said if "Digest" in one.get("aux", {}))
        client().api.remove_image(f"{there}:latest")
        return f"{there}@{digest}"


@contextmanager
def registry(folder: Path) -> Iterator[Registry]:
    """Serve one; what is pushed is kept in the folder."""
    port = free_port()
    settings = {
        "version": 0.1,
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(folder / "images")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    written = folder / "registry.yml"
    written.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    with (folder / "registry.log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, "serve", str(written)], stdout=log, stderr=log)
    try:
        until(lambda: _answers(port))
        yield Registry(f"127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/v2/", timeout=5).ok
    except requests.ConnectionError:
        return False
