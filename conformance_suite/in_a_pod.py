"""Starting an app's image, told of places in its container."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite.instance import environment
from conformance_suite.manifest.placeholders import expand
from sandbox.isolation import pod
from sandbox.isolation.process import IsolationError

if TYPE_CHECKING:
    from conformance_suite.instance import Instance
    from conformance_suite.manifest.model import ImageTarget

FILES = ("ca_bundle", "ca_p12", "private_jwk_file")  # placeholders that are paths of files for the app


def start_in_a_pod(instance: Instance, target: ImageTarget) -> pod.Pod:
    """Start the image of an instance; its port of this machine is that of the instance. Raises IsolationError."""
    engine, image = instance.isolation.engine, instance.isolation.image
    if engine is None or image is None:
        raise IsolationError("no container engine was looked for")
    outside = instance.values["port"]
    inside = expand(target.port, instance.values)
    given = {name: Path(instance.values[name]) for name in FILES if instance.values[name]}
    values = {
        **instance.values,
        **{name: f"{pod.GIVEN}/{path.name}" for name, path in given.items()},
        "port": inside,
        "instance_dir": pod.HOME,
        "python": "python3",
    }
    task = pod.Task(
        run=instance.isolation.run,
        image=image,
        env=environment(values, target),
        given={path.name: path for path in given.values()},
        inside=int(inside),
        outside=int(outside),
        ports=instance.space.ports,
        meet_relay=instance.space.meet_relay,
        log=instance.log,
        scratch=instance.folder,
    )
    return pod.start(engine, task)
