"""What a check says, how long it may be, which of several verdicts counts, and what crosses between processes."""

from __future__ import annotations

import pytest

from conformance_suite.verdicts import (
    LONGEST_VALUE,
    Failure,
    Finding,
    Inconclusive,
    NotApplicable,
    Spoken,
    Verdict,
    worst,
)


def test_the_worst_of_several_verdicts_counts() -> None:
    order = [Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.SKIPPED, Verdict.PASS, Verdict.NOT_APPLICABLE]

    assert [worst(order[at:]) for at in range(len(order))] == order
    assert [worst(reversed(order[at:])) for at in range(len(order))] == order
    assert worst([]) is None


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (Failure, Verdict.FAIL),
        (Inconclusive, Verdict.INCONCLUSIVE),
        (NotApplicable, Verdict.NOT_APPLICABLE),
        (Spoken, Verdict.ERROR),
    ],
)
def test_a_verdict_is_said_with_its_key_its_values_and_where_to_look(kind: type[Spoken], verdict: Verdict) -> None:
    said = kind("crash_page", exchanges=iter(["x-1", "v-2"]), status=500)

    assert said.verdict is verdict
    assert (said.key, said.exchanges, said.values) == ("crash_page", ("x-1", "v-2"), {"status": "500"})
    assert str(said) == f"{verdict}: crash_page {{'status': '500'}}"
    assert (kind("blank_page").exchanges, kind("blank_page").values) == ((), {})


def test_what_an_app_says_is_not_repeated_without_end() -> None:
    said = Failure("x", least="a" * LONGEST_VALUE, more="b" * (LONGEST_VALUE + 1))

    assert (said.values["least"], said.values["more"]) == ("a" * LONGEST_VALUE, "b" * LONGEST_VALUE)


def test_a_finding_comes_back_as_it_was_sent() -> None:
    least = Finding("IDT-21", "e-1", Verdict.PASS, "as_required")
    full = Finding("IDT-21", "e-2", Verdict.FAIL, "x", {"a": "b"}, True, False, "session_open", ("x-1", "v-2"))  # noqa: FBT003 - witnesses

    for one in (least, full):
        sent = one.as_json()
        assert sent["verdict"] == one.verdict.value
        back = Finding.from_json({**sent, "exchanges": list(one.exchanges)})
        assert back == one
        assert isinstance(back.exchanges, tuple)
        assert back.verdict is one.verdict
    for wrong in ({"verdict": "splendid"}, {"exchanges": None}, {"unknown": 1}):
        with pytest.raises((TypeError, ValueError)):
            Finding.from_json({**least.as_json(), **wrong})
    with pytest.raises(KeyError):
        Finding.from_json({"case": "IDT-21"})
