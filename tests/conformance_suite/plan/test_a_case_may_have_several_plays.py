from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from conformance_suite.case import case, catalogue
from conformance_suite.driver.browsers import Browsers
from conformance_suite.folding import one_a_case
from conformance_suite.lanes import MOST_IN_TURN, lanes_of
from conformance_suite.plays import AwaitRefresh, AwaitSession
from conformance_suite.report import CaseReport, WitnessesHeard
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.verdicts import Verdict
from doctrine.model import Bilingual, Obligation

if TYPE_CHECKING:
    from conformance_suite.case import Case
    from conformance_suite.episode import Episode

NOTHING = Bilingual(fr="-", en="-")


def tls_02() -> Case:
    return next(row for row in catalogue() if row.id == "TLS-02")


def row(verdict: Verdict, *, interference: bool = False) -> CaseReport:
    return CaseReport(
        *("TLS-02", "check", "REF-TLS-01", Obligation.SHALL, None, verdict, NOTHING, None),
        *(WitnessesHeard(None, None, None), (), 1, interference),
    )


def test_a_case_is_itself_once_for_each_of_its_plays() -> None:
    each = tls_02().each_play()

    assert [one.key for one in each] == [("TLS-02", of) for of in ("token", "userinfo", "fhir", "discovery", "jwks")]
    assert all(one.more == () for one in each)
    assert tls_02().of_variant("fhir").play is each[2].play
    assert tls_02().of_variant("") == tls_02()


def test_only_what_is_met_elsewhere_than_at_the_token_endpoint_needs_a_space_apart() -> None:
    assert [one.play.apart for one in tls_02().each_play()] == [False, True, True, True, True]
    assert not any(one.play.control().apart or one.play.control().variant for one in tls_02().each_play())


def test_in_honest_plays_nobody_comes_back_until_something_happens() -> None:
    honest = [each.play.control() for one in catalogue() for each in one.each_play()]

    assert not [play.shape for play in honest for step in play.steps if isinstance(step, AwaitRefresh | AwaitSession)]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((Verdict.PASS, Verdict.NOT_APPLICABLE), Verdict.PASS),
        ((Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE), Verdict.FAIL),
        ((Verdict.PASS, Verdict.INCONCLUSIVE), Verdict.INCONCLUSIVE),
        ((Verdict.NOT_APPLICABLE, Verdict.NOT_APPLICABLE), Verdict.NOT_APPLICABLE),
    ],
)
def test_the_worst_verdict_of_the_plays_counts(verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    (merged,) = one_a_case(row(verdict) for verdict in verdicts)
    assert merged.verdict is expected


def test_an_interference_in_one_play_is_one_of_the_case() -> None:
    (merged,) = one_a_case([row(Verdict.FAIL), row(Verdict.PASS, interference=True)])
    assert merged.interference


def test_plays_of_a_case_need_names() -> None:
    def check(_episode: Episode) -> None: ...

    for plays in ((), (sign_in(), sign_in()), (replace(sign_in(), variant="a"), replace(sign_in(), variant="a"))):
        with pytest.raises(ValueError, match="needs a play"):
            case("TLS-02", requirement="REF-TLS-01", plays=plays)(check)


def test_what_is_about_the_screen_has_lanes_of_its_own_where_it_is_played_by_others() -> None:
    plain, rendering = Browsers(), Browsers(at_once=2)
    run: Any = SimpleNamespace(browsers=plain)
    cases = [row for row in catalogue() if row.id in {"UI-07", "ARSP-17", "AREQ-03", "TLS-01"}]

    apart = [
        (lane.browsers is rendering, {case.id for case in lane.cases})
        for lane in lanes_of(cases, run, lambda _: None, rendering=rendering)
    ]
    assert apart == [(True, {"UI-07", "ARSP-17"}), (False, {"AREQ-03"}), (False, {"TLS-01"})]
    assert all(lane.browsers is plain for lane in lanes_of(cases, run, lambda _: None))


def test_twins_play_a_few_cases_each() -> None:
    twins = [play for one in catalogue() for play in one.each_play() if play.play.lane == "twin"]
    nobody: Any = SimpleNamespace(browsers=Browsers())
    lanes = [lane for lane in lanes_of(twins, nobody, lambda _: None) if lane.name == "twin"]

    assert len(lanes) > 1
    assert all(0 < len(lane.cases) <= MOST_IN_TURN for lane in lanes)
