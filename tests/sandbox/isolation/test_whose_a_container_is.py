from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from sandbox.isolation.ownership import POD, Owner


def test_a_process_that_runs_is_not_gone() -> None:
    assert not Owner.here().is_gone()


def test_labels_name_their_owner() -> None:
    owner = Owner.here()
    assert Owner.of(owner.labels() | {POD: "x"}) == owner


def test_labels_of_others_name_nobody() -> None:
    assert Owner.of({"org.opencontainers.image.title": "app"}) is None
    assert Owner.of(Owner.here().labels() | {"org.poincon.owner.pid": "all"}) is None


def test_a_process_that_has_ended_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        ended = replace(Owner.here(), pid=process.pid, started="1")
    assert ended.is_gone()


def test_another_process_that_got_the_same_pid_is_not_the_owner() -> None:
    assert replace(Owner.here(), started="1").is_gone()


def test_before_the_machine_started_everybody_is_gone() -> None:
    assert replace(Owner.here(), boot="another").is_gone()


def test_a_process_that_is_counted_elsewhere_is_left_alone() -> None:
    assert not replace(Owner.here(), namespace="pid:[1]", started="1").is_gone()
