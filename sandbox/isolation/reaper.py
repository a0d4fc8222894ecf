"""Removing what was left behind: containers of pods whose owner has ended, and the relay's image when nobody uses it.

What does not carry our labels and our name is never touched. As a program, with a pod and its folder as arguments, it
removes these; the address of the engine is in its environment.
"""

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import requests
from docker import APIClient
from docker.errors import DockerException

from sandbox.isolation.ownership import NAME, POD, RELAY, Owner
from sandbox.isolation.relay_image import REPOSITORY

ADDRESS: Final = "POINCON_ENGINE"  # the variable
_QUIET = 2.0  # seconds without anything left: what was being made when its owner died has appeared by then
_PATIENCE = 20.0
_NAMELESS = "<none>:<none>"  # two runs that started at once brought it twice
_PAUSE = 0.2
_TROUBLES = (DockerException, requests.RequestException)


def remove(client: APIClient, container: str) -> None:
    """Remove a container and its volumes, running or not; one that is gone already is as good."""
    with contextlib.suppress(*_TROUBLES):
        client.remove_container(container, force=True, v=True)


def remove_orphans(client: APIClient) -> int:
    """Remove every container of ours whose owner is gone; return how many there were."""

    def is_orphan(labels: Mapping[str, str]) -> bool:
        owner = Owner.of(labels)
        return owner is not None and owner.is_gone()

    return _remove_all(client, is_orphan)


def remove_pod(client: APIClient, pod: str) -> None:
    """Remove the containers of a pod, those too that appear a moment after its owner has died."""
    ends, quiet_at = time.monotonic() + _PATIENCE, time.monotonic() + _QUIET
    while time.monotonic() < min(ends, quiet_at):
        try:
            if _remove_all(client, lambda labels: labels.get(POD) == pod):
                quiet_at = time.monotonic() + _QUIET
        except _TROUBLES:
            quiet_at = ends  # the engine may come back
        time.sleep(_PAUSE)
    remove_relay_images(client)


def remove_relay_images(client: APIClient) -> None:
    """Remove the images of relays that no container uses."""
    with contextlib.suppress(*_TROUBLES):
        for image in client.images(filters={"label": RELAY}):
            names = [name for name in image.get("RepoTags") or () if name != _NAMELESS]
            if all(name.startswith(f"{REPOSITORY}:") for name in names):
                with contextlib.suppress(*_TROUBLES):  # in use: by another run
                    client.remove_image(image["Id"])


def _remove_all(client: APIClient, chosen: Callable[[Mapping[str, str]], bool]) -> int:
    found = [one["Id"] for one in client.containers(all=True, filters={"label": POD}) if _is_ours(one, chosen)]
    for container in found:
        remove(client, container)
    return len(found)


def _is_ours(container: Mapping[str, Any], chosen: Callable[[Mapping[str, str]], bool]) -> bool:
    named = any(name.startswith(f"/{NAME}") for name in container.get("Names") or ())
    return named and chosen(container.get("Labels") or {})


def main() -> None:
    """Remove a pod whose owner is dead, and its folder."""
    pod, scratch = sys.argv[1:3]
    try:
        remove_pod(APIClient(base_url=os.environ[ADDRESS], version="auto"), pod)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
