from __future__ import annotations

import os
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from builders.manifests import GOOD

from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.problems import ManifestError

if TYPE_CHECKING:
    from pathlib import Path

BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
)
HOSTILE = {
    "alias bomb": BOMB.encode(),
    "alias to itself": b"a: &a [*a]",
    "merge key": b"a: &a {b: c}\nd: {<<: *a}",
    "python tag": b"a: !!python/object/apply:os.system [id]",
    "binary": bytes(range(256)) * 20,
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 500,
    "utf-16": "manifest: 1".encode("utf-16"),
    "control character": b"manifest: 1\x07",
    "escaped surrogate": b'manifest: "\\ud800"',
    "escaped nul": b'manifest: "\\0"',
    "empty": b"",
    "blank": b"  \n\n",
    "only a comment": b"# nothing\n",
    "5 MB": b"a: b\n" * 1_000_000,
    "one 5 MB line": b"a: " + b"x" * 5_000_000,
    "many values": b"a: b\n" * 12_000,
    "deep flow": b"[" * 60_000,
    "deep mappings": b"{a: " * 15_000,
    "deep blocks": b"- " * 30_000,
    "deep keys": b"? " * 30_000,
    "huge integer": b"manifest: " + b"9" * 60_000,
    "two documents": b"a: 1\n---\nb: 2\n",
    "unclosed": b'a: "never closed\nb: 1\n',
    "tabs": b"a:\n\t- b\n",
    "list": b"- a\n- b\n",
    "word": b"hello",
    "null": b"null",
    "complex key": b"? [a, b]\n: c\n",
    "directive": b"%YAML 9.9\n---\na: 1\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_in_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "poincon.yaml"
    path.write_bytes(HOSTILE[name])
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(ManifestError) as caught:
            load_manifest(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert time.process_time() - began < 2  # under a second without the tracing
    assert peak < 40 * 1024 * 1024
    told = "\n".join(caught.value.lines())
    assert told.isprintable() or "\n" in told
    told.encode("utf-8")
    assert all(problem.mend for problem in caught.value.problems)


def test_anchors_and_aliases_are_each_told(tmp_path: Path) -> None:
    path = tmp_path / "poincon.yaml"
    path.write_text(GOOD.replace("{get: /login}", "&login {get: /login}") + "  unpair: *login\n")
    with pytest.raises(ManifestError) as caught:
        load_manifest(path)

    told = [(problem.line, problem.message) for problem in caught.value.problems]
    assert (15, "YAML anchors and aliases are not read (&login)") in told
    assert (18, "YAML anchors and aliases are not read (*login)") in told


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "poincon.yaml"
    os.mkfifo(path)
    with pytest.raises(ManifestError, match="not a file"):
        load_manifest(path)


@pytest.mark.parametrize("name", ["nowhere.yaml", "x" * 300, "a\0b", "/dev/zero", "/dev/null"])
def test_what_is_no_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ManifestError):
        load_manifest(tmp_path / name)


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="no such file"):
        load_manifest(tmp_path)
