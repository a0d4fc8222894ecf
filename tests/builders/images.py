"""Container images for tests, from no registry: a small Debian made of packages, and apps on top of it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import docker
import yaml
from builders.reference_apps import APPS, conformant
from docker.errors import APIError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "runtime.txt"
NEEDED = ("cffi", "cryptography", "joserfc", "pycparser")  # by the reference app
BASE = "poincon-test-base"
LABEL = "org.poincon.test"  # on every image that tests make


@cache
def client() -> docker.DockerClient:
    """The engine that tests speak to."""
    return docker.from_env()


@cache
def packages() -> Path:
    """What the reference app needs, installed in a folder for the Python of the base image, as the lock says."""
    site = ROOT / "var" / "debian-root" / "site"
    if not site.exists():
        blocks = re.split(r"\n(?=[a-z0-9])", LOCK.read_text(encoding="utf-8"))
        wanted = "\n".join(block for block in blocks if block.partition("==")[0] in NEEDED)
        site.parent.mkdir(parents=True, exist_ok=True)
        lock = site.with_suffix(".txt")
        lock.write_text(wanted, encoding="utf-8")
        options = ["--target", str(site), "--no-deps", "--require-hashes", "--only-binary", ":all:", "--quiet"]
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, *options, "--python-version", "3.11", "-r", str(lock)], check=True)
    return site


@cache
def base() -> str:
    """The base image: Debian's Python, libraries, certificates and busybox."""
    made = subprocess.run([sys.executable, str(ROOT / "tools" / "debian_root.py")], check=True, capture_output=True)
    archive = Path(made.stdout.decode().strip()).read_bytes()
    tag = hashlib.sha256(archive).hexdigest()[:16]
    api = client().api
    if not api.images(name=f"{BASE}:{tag}"):
        api.import_image_from_data(archive, repository=BASE, tag=tag, changes=[f"LABEL {LABEL}=1"])
    return f"{BASE}:{tag}"


def image(tag: str, files: Mapping[str, Path | bytes], *instructions: str) -> str:
    """An image of that tag: the base, files under their paths, and further instructions."""
    return on_top(tag, base(), files, *instructions)


def on_top(tag: str, of: str, files: Mapping[str, Path | bytes], *instructions: str) -> str:
    """An image that adds to another."""
    dockerfile = "\n".join((f"FROM {of}", *(f"COPY {path} /{path}" for path in files), *instructions))
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        for path, source in {"Dockerfile": dockerfile.encode(), **files}.items():
            if isinstance(source, bytes):
                entry = tarfile.TarInfo(path)
                entry.size, entry.mode = len(source), 0o644
                tar.addfile(entry, io.BytesIO(source))
            else:
                tar.add(source, path, filter=_of_everybody)
    context.seek(0)
    before = {one["Id"] for one in client().api.images(name=tag)}
    client().images.build(fileobj=context, custom_context=True, tag=tag, rm=True, forcerm=True, network_mode="none")
    for image_id in before - {one["Id"] for one in client().api.images(name=tag)}:
        with suppress(APIError):  # another test's container or image is made of it
            client().api.remove_image(image_id)
    return tag


def _of_everybody(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if "__pycache__" in entry.name:
        return None
    entry.mode |= 0o755 if entry.isdir() else 0o444
    return entry


def reference_app(tag: str = "poincon-test-reference:1") -> str:
    """The conformant reference app as an image."""
    return image(
        tag,
        {"site": packages(), "app": APPS / "conformant"},
        "ENV PYTHONPATH=/site PYTHONDONTWRITEBYTECODE=1",
        "WORKDIR /app",
        'CMD ["python3", "serve.py"]',
    )


def program(tag: str, source: str, *instructions: str) -> str:
    """A Python program as an image."""
    run = 'CMD ["python3", "-u", "/program.py"]'
    return image(tag, {"program.py": source.encode()}, *instructions, run)


def without_command(tag: str) -> str:
    """The base alone, which says of nothing how to start it."""
    client().images.get(base()).tag(tag)
    return tag


def of_another_machine(tag: str) -> str:
    """An empty image for another kind of processor, as its maker would have saved it."""
    empty = bytes(1024)
    layer = f"sha256:{hashlib.sha256(empty).hexdigest()}"
    config = {
        "architecture": "s390x",
        "os": "linux",
        "config": {"Cmd": ["/app"], "Labels": {LABEL: "1"}},
        "rootfs": {"type": "layers", "diff_ids": [layer]},
    }
    manifest = [{"Config": "config.json", "RepoTags": [tag], "Layers": ["layer.tar"]}]
    saved = io.BytesIO()
    with tarfile.open(fileobj=saved, mode="w") as tar:
        for name, content in (
            ("layer.tar", empty),
            ("config.json", json.dumps(config).encode()),
            ("manifest.json", json.dumps(manifest).encode()),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    client().images.load(saved.getvalue())
    return tag


def manifest_of(folder: Path, image_name: str, **target: object) -> Path:
    """The manifest of the conformant app in a folder of its own, for an image."""
    manifest = conformant(folder)
    said = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    kept = {name: said["target"][name] for name in ("env", "ready", "timeout")}
    said["target"] = {"image": image_name, **kept, **target}
    manifest.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return manifest


def everything() -> set[str]:
    """Whatever is in the engine, but for the images that tests made: a run must leave it as it was."""
    engine = client()
    found = {f"container {one['Names']}" for one in engine.api.containers(all=True)}
    found |= {f"volume {one.name}" for one in engine.volumes.list()}
    found |= {f"network {one.name}" for one in engine.networks.list()}
    found |= {f"image {one['Id']}" for one in engine.api.images() if LABEL not in (one["Labels"] or {})}
    return found
