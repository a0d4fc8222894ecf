from __future__ import annotations

import re

import pytest
from builders.spaces import Bench

from sandbox.faults import catalogue
from sandbox.hooks import IssuedValue

VISIBLE = re.compile(r"[ -~]+")
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


@pytest.mark.parametrize("kind", ["code", "access_token"])
def test_a_long_value_is_as_good_as_a_short_one(kind: str) -> None:
    bench = Bench()
    client, persona = bench.register(), bench.persona()
    bench.open_episode("e-1", catalogue.load("issued_value_long", {"kind": kind}))

    paired = bench.pair(client, persona=persona, episode="e-1")

    token = paired.answer["access_token"]
    assert TOKEN.fullmatch(token)
    assert len(token) == (16 * 1024 if kind == "access_token" else 43)
    assert paired.everything().status_code == 200


def test_a_long_code_has_every_visible_character_and_begins_as_it_would() -> None:
    fault = catalogue.load("issued_value_long", {"kind": "code"})

    told = fault.issued_value(IssuedValue("code", "c-1"))

    assert told.value.startswith("c-1")
    assert len(told.value) == 8 * 1024
    assert VISIBLE.fullmatch(told.value)
    assert {chr(one) for one in range(0x20, 0x7F)} <= {*told.value}
    assert fault.issued_value(IssuedValue("access_token", "a-1")) == IssuedValue("access_token", "a-1")


def test_an_honest_code_is_short() -> None:
    bench = Bench()
    client = bench.register()
    assert len(bench.answer(client, bench.persona())["code"]) == 43
