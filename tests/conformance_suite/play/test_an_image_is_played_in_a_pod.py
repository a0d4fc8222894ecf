"""An app as a container image: played as its command would be, its image named, nothing left of it."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from builders import images
from builders.checking import COMMAND, EVERY_LANE, check, check_every_lane, only
from builders.reference_apps import conformant
from builders.waiting import until

from conformance_suite import api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.pod, pytest.mark.integration]

# The conformant app, in a process that fills its folder, talks without end, starts others and is deaf to signals.
HOSTILE = """
import os, signal, subprocess, sys, threading

def fill():
    for number in range(10**9):
        try:
            with open(f"/tmp/{number}", "wb") as file:
                file.write(bytes(2**20))
        except OSError:
            return

def talk():
    while True:
        sys.stdout.write("nonsense " * 1000)

def multiply():
    while True:
        try:
            subprocess.Popen(["busybox", "sleep", "3600"])
        except OSError:
            return

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
for work in (fill, talk):
    threading.Thread(target=work, daemon=True).start()
multiply_after = threading.Timer(8.0, multiply)
multiply_after.daemon = True
multiply_after.start()
"""


@pytest.fixture
def app() -> str:
    return images.reference_app()


@pytest.fixture(autouse=True)
def engine_as_it_was(app: str) -> Iterator[None]:
    assert app
    before = images.everything()
    yield
    until(lambda: images.everything() == before)


def test_an_image_is_judged_as_its_command_is(tmp_path: Path, app: str) -> None:
    as_image = check_every_lane(images.manifest_of(tmp_path / "image", app), tmp_path / "in a pod")
    as_command = check_every_lane(conformant(tmp_path / "command"), tmp_path / "as a process")

    verdicts = {one["case"]: one["verdict"] for one in as_command.report["cases"]}
    assert {one["case"]: one["verdict"] for one in as_image.report["cases"]} == verdicts
    assert as_image.cases("pass") >= set(EVERY_LANE)
    assert (as_image.code, as_image.report["run"]["isolation"]) == (0, "pod")


def test_an_image_is_judged_alike_under_gvisor(tmp_path: Path, app: str) -> None:
    if "runsc" not in images.client().info()["Runtimes"]:
        pytest.skip("this engine has no gVisor (Debian: runsc)")
    manifest = images.manifest_of(tmp_path / "app", app, timeout=120)
    done = check(manifest, tmp_path / "run", *only(["IDT-21", "TLS-01"]), "--isolation", "pod+gvisor")

    assert (done.code, done.cases("pass")) == (0, {"IDT-21", "TLS-01"}), done.out
    assert done.report["run"]["isolation"] == "pod/runsc"


def test_the_record_and_the_report_name_the_image_that_was_run(tmp_path: Path, app: str) -> None:
    done = check(images.manifest_of(tmp_path / "app", app, port=8080), tmp_path / "run", *only(["IDT-21"]))

    found = images.client().images.get(app).id
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert done.report["app"]["image"] == found
    assert record["image"] == {"reference": app, "id": found, "digest": None}
    assert "means another image" not in done.err


def test_a_name_that_means_another_image_meanwhile_is_told(tmp_path: Path, app: str) -> None:
    name, other = "poincon-test-moving:1", images.program("poincon-test-program:1", "")
    images.client().images.get(app).tag(name)
    found = images.client().images.get(name).id
    told: list[api.Progress] = []

    def listen(progress: api.Progress) -> None:
        told.append(progress)
        if progress.stage == "play":
            images.client().images.get(other).tag(name)

    report = api.check(
        images.manifest_of(tmp_path / "app", name), out=tmp_path / "run", only=["IDT-21"], progress=listen
    )

    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert report.app["image"] == record["image"]["id"] == found
    assert record["image"]["moved_to"] == images.client().images.get(other).id
    assert [one.message_en.split(" (")[0] for one in told if one.stage == "image"] == [
        f"{name} means another image now"
    ]


def test_an_app_that_misbehaves_all_around_is_still_judged(tmp_path: Path, app: str) -> None:
    named = images.on_top("poincon-test-hostile:1", app, {"app/sitecustomize.py": HOSTILE.encode()})
    done = check(images.manifest_of(tmp_path / "app", named), tmp_path / "run", *only(["IDT-21", "AREQ-03"]))

    assert done.report["verdict"] in {"conformant", "inconclusive"}, done.err
    assert sum(path.stat().st_size for path in (tmp_path / "run").rglob("*") if path.is_file()) < 2**25


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise SystemExit('no database')", "ended with status 1 before it was ready. Its last words: no database"),
        ("held = []\nwhile True: held.append(b'x' * 2**24)", "MiB of memory before it was ready."),
    ],
)
def test_an_app_that_does_not_come_up_is_inconclusive(tmp_path: Path, source: str, words: str) -> None:
    name = images.program("poincon-test-program:1", source)
    done = check(images.manifest_of(tmp_path / "app", name), tmp_path / "run", *only(["IDT-21"]))

    assert (done.code, done.report["verdict"]) == (3, "inconclusive")
    assert words in " ".join(done.out.split())


def test_an_image_that_is_not_there_is_one_line_and_a_next_step(tmp_path: Path) -> None:
    done = check(images.manifest_of(tmp_path / "app", "nobody/nothing:1"), tmp_path / "run")

    assert done.code == 3
    assert done.err.splitlines() == [
        "poincon: the container engine has no image 'nobody/nothing:1'",
        "  hint: docker pull nobody/nothing:1, or build it",
    ]


@pytest.mark.parametrize("isolation", ["process", "none"])
def test_an_image_is_isolated_in_no_other_way(tmp_path: Path, app: str, isolation: str) -> None:
    done = check(images.manifest_of(tmp_path / "app", app), tmp_path / "run", "--isolation", isolation)
    assert (done.code, not (tmp_path / "run" / "run.json").exists()) == (2, True)


def test_a_killed_run_leaves_no_container(tmp_path: Path, app: str) -> None:
    before = images.everything()
    arguments = [COMMAND, "check", str(images.manifest_of(tmp_path / "app", app)), "-o", str(tmp_path / "run")]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as run:
        until(lambda: sum(one.startswith("container") for one in images.everything() - before) > 3)
        run.send_signal(signal.SIGKILL)
    until(lambda: images.everything() == before)


def test_a_doctor_looks_at_an_image(tmp_path: Path, app: str) -> None:
    manifest = images.manifest_of(tmp_path / "app", app)
    done = subprocess.run([COMMAND, "doctor", str(manifest)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert yaml.safe_load(manifest.read_text(encoding="utf-8"))["target"]["image"] == app
