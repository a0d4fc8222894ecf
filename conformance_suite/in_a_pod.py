"""Starting an app's image, told of places in its container."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite.app_environment import environment
from conformance_suite.manifest.placeholders import expand
from sandbox.isolation import pod
from sandbox.isolation.process import IsolationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance_suite.isolating import Isolation
    from conformance_suite.manifest.model import ImageTarget
    from sandbox.client import Space

FILES = (
    "ca_bundle",
    "ca_p12",
    "private_jwk_file",
    "client_tls_pem",
    "metadata_jwks_file",
)  # placeholders that are paths of files


def start_in_a_pod(
    target: ImageTarget, values: Mapping[str, str], space: Space, isolation: Isolation, *, log: Path, scratch: Path
) -> pod.Pod:
    """Start an image; the port of this machine that leads to it is that of the values. Raises IsolationError."""
    engine, image = isolation.engine, isolation.image
    if engine is None or image is None:
        raise IsolationError("no container engine was looked for")
    inside = expand(target.port, values)
    given = {name: Path(values[name]) for name in FILES if values[name]}
    there = {
        **values,
        **{name: f"{pod.GIVEN}/{path.name}" for name, path in given.items()},
        "port": inside,
        "instance_dir": pod.HOME,
        "python": "python3",
    }
    task = pod.Task(
        run=isolation.run,
        image=image,
        env=environment(there, target),
        given={path.name: path for path in given.values()},
        inside=int(inside),
        outside=int(values["port"]),
        ports=space.ports,
        meet_relay=space.meet_relay,
        log=log,
        scratch=scratch,
    )
    return pod.start(engine, task)
