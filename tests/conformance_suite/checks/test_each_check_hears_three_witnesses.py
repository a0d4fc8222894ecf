from pathlib import Path

import pytest
from builders.paper_apps import PLAYED_ON_PAPER, judge_on_paper

from conformance_suite.case import catalogue, hook_up_cases
from conformance_suite.verdicts import Verdict

CASES = [row.id for row in catalogue() if row.id in PLAYED_ON_PAPER]
HOOK_UP = [row.id for row in hook_up_cases()]

# The app is right in all but one thing: case, what it does wrong, the effect that must be told.
FAILURES = [
    ("AREQ-03", "no_challenge", "challenge_missing"),
    ("AREQ-03", "plain_challenge", "challenge_not_s256"),
    ("AREQ-03", "short_challenge", "challenge_malformed"),
    ("AREQ-03", "reuses_challenge", "challenge_reused"),
    ("AREQ-03", "no_verifier", "verifier_missing"),
    ("AREQ-03", "short_verifier", "verifier_malformed"),
    ("AREQ-03", "odd_verifier", "verifier_malformed"),
    ("AREQ-03", "other_verifier", "verifier_mismatch"),
    ("ARSP-02", "ignores_state", "session_open"),
    ("ARSP-02", "redeems_anyway", "code_redeemed"),
    ("ARSP-10", "signs_in_anyway", "session_open"),
    ("ARSP-10", "redeems_anyway", "code_redeemed"),
    ("ARSP-10", "asks_again", "asked_again"),
    ("ARSP-10", "crash_page", "crash_page"),
    ("ARSP-10", "stack_trace", "stack_trace_shown"),
    ("ARSP-10", "blank_page", "blank_page"),
    ("TOK-05", "waits_for_ever", "kept_waiting"),
    ("TOK-05", "answers_late", "kept_waiting"),
    ("TOK-05", "accepts", "session_open"),
    ("TOK-21", "code_in_url", "code_in_url"),
    ("TOK-21", "sends_code_twice", "code_sent_twice"),
    ("TOK-21", "no_redirect_uri", "redirect_uri_differs"),
    ("TOK-21", "other_verifier", "verifier_mismatch"),
    ("IDT-04", "accepts", "session_open"),
    ("IDT-16", "accepts", "session_open"),
    ("IDT-21", "accepts", "session_open"),
    ("RFR-03", "keeps_dead_token", "dead_token_used"),
    ("RFR-03", "refreshes_twice_in_a_row", "dead_token_used"),
    ("RFR-03", "tells_nobody", "person_not_told"),
    ("RFR-03", "crashes_on_read", "crash_page"),
    ("TLS-01", "trusts_any_certificate", "request_over_bad_tls"),
    ("TLS-01", "trusts_any_certificate and_still_refuses", "request_over_bad_tls"),
    ("TLS-01", "accepts", "session_open"),
    ("FHIR-03", "shows_foreign", "foreign_measure_shown"),
    ("FHIR-03", "sends_foreign_on", "foreign_measure_sent_on"),
    ("FHIR-03", "shows_foreign sends_foreign_on", "foreign_measure_shown"),
    ("FHIR-39", "no_profile", "write_not_as_profiled"),
    ("FHIR-39", "other_subject", "write_not_as_profiled"),
    ("FHIR-39", "writes_a_form", "write_not_json"),
    ("MES-03", "insists", "insists"),
    ("MES-03", "calls_in_background", "background_calls"),
    ("MES-03", "tells_nobody", "person_not_told"),
    ("MES-03", "crashes_on_read", "crash_page"),
    ("HOOK-PAIR", "asks_for_more", None),
    ("HOOK-MEASURES-WRITE", "no_profile", "write_not_as_profiled"),
    ("HOOK-UNPAIR", "never_revokes", "not_revoked"),
    ("HOOK-UNPAIR", "calls_in_background", "background_calls"),
]

# A witness is missing: case, which, the reason that must be told.
SILENCES = [
    ("ARSP-02", "callback", "not_delivered"),
    ("ARSP-10", "callback", "not_delivered"),
    ("TOK-05", "delivery", "not_delivered"),
    ("TOK-05", "answer", "not_answered"),
    ("IDT-04", "delivery", "not_delivered"),
    ("IDT-16", "reading", "not_delivered"),
    ("IDT-21", "whole", "not_delivered"),
    ("TLS-01", "delivery", "not_delivered"),
    ("TLS-01", "flight", "not_delivered"),
    ("RFR-03", "reading", "not_delivered"),
    ("MES-03", "delivery", "not_delivered"),
    ("MES-03", "reading", "not_delivered"),
    ("FHIR-03", "delivery", "not_delivered"),
    ("FHIR-03", "reading", "not_delivered"),
    ("FHIR-03", "control:own_value", "own_value_not_shown"),
    ("MES-03", "control:own_value", "own_value_not_shown"),
    ("FHIR-39", "write", "nothing_written"),
    ("FHIR-39", "control_first:write control_last:write write", "nothing_written"),
    ("FHIR-03", "control:sight", "own_value_not_shown"),
    ("FHIR-03", "sign_in", "never_signed_in"),
    ("FHIR-39", "sign_in", "never_signed_in"),
    ("AREQ-03", "sign_in", "never_signed_in"),
    ("TOK-21", "sign_in", "never_signed_in"),
    ("RFR-03", "sign_in", "never_signed_in"),
    ("MES-03", "sign_in", "never_signed_in"),
    ("MES-03", "sight", "own_value_not_shown"),
    ("RFR-03", "sight", "own_value_not_shown"),
    ("IDT-21", "no_baseline", "session_unreadable"),
    ("IDT-21", "control:no_baseline", "session_unreadable"),
    ("IDT-21", "control:no_after_login", "session_unreadable"),
    ("IDT-21", "no_after_login no_after", "session_unreadable"),
    ("FHIR-03", "control:journey_read_measures", "journey_failed"),
]
NEGATIVE = [row.id for row in catalogue() if row.id in PLAYED_ON_PAPER and not row.play.passive]


@pytest.mark.parametrize("case_id", [*CASES, *HOOK_UP])
def test_an_app_that_does_right_passes(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path)
    assert (finding.verdict, finding.key) == (Verdict.PASS, "as_required")


@pytest.mark.parametrize("case_id", CASES)
def test_a_pass_names_its_witnesses(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path)
    assert finding.control is True
    assert finding.delivery is (True if case_id in NEGATIVE else None)
    assert finding.effect == "as_required"


@pytest.mark.parametrize("case_id", CASES)
def test_a_pass_points_at_what_it_rests_on(case_id: str, tmp_path: Path) -> None:
    assert judge_on_paper(case_id, tmp_path).exchanges


@pytest.mark.parametrize(("case_id", "wrong", "effect"), FAILURES)
def test_one_thing_wrong_fails_its_case(case_id: str, wrong: str, effect: str | None, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, wrong=wrong)
    expected = (Verdict.PASS, "as_required") if effect is None else (Verdict.FAIL, effect)
    assert (finding.verdict, finding.key) == expected


@pytest.mark.parametrize(("case_id", "lost", "reason"), SILENCES)
def test_a_missing_witness_is_inconclusive(case_id: str, lost: str, reason: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, lost=lost)
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, reason)


@pytest.mark.parametrize("case_id", CASES)
@pytest.mark.parametrize("lost", ["control_first", "control_last", "control_first control_last"])
def test_without_both_controls_nothing_passes(case_id: str, lost: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, lost=lost)
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "control_missing")


@pytest.mark.parametrize(
    ("case_id", "wrong"), [("AREQ-03", "plain_challenge"), ("TOK-21", "code_in_url"), ("FHIR-39", "no_profile")]
)
def test_what_an_app_sends_by_itself_is_wrong_with_or_without_a_control(
    case_id: str, wrong: str, tmp_path: Path
) -> None:
    finding = judge_on_paper(case_id, tmp_path, wrong=wrong, lost="control_first control_last")
    assert (finding.verdict, finding.control) == (Verdict.FAIL, None)


@pytest.mark.parametrize("case_id", CASES)
@pytest.mark.parametrize(
    ("lost", "reason"),
    [
        ("control:sign_in", "never_signed_in"),
        ("control:probe_baseline", "session_unreadable"),
        ("control:probe_after_login", "session_unreadable"),
        ("control:journey_login", "login_failed"),
        ("control:played", "control_aborted"),
    ],
)
def test_an_app_that_never_signs_anyone_in_is_inconclusive(
    case_id: str, lost: str, reason: str, tmp_path: Path
) -> None:
    finding = judge_on_paper(case_id, tmp_path, lost=lost)
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, reason)
    assert finding.control is False


@pytest.mark.parametrize("case_id", ["IDT-04", "IDT-16", "IDT-21", "ARSP-02"])
def test_without_a_control_nothing_fails_either(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, wrong="accepts ignores_state", lost="control:journey_login")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "login_failed")


@pytest.mark.parametrize("case_id", CASES)
def test_an_app_that_signs_everyone_in_is_inconclusive(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, wrong="always_signed_in")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "always_signed_in")


@pytest.mark.parametrize("case_id", NEGATIVE)
def test_an_app_that_died_of_the_fault_has_not_passed(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, lost="control_last:played")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "control_aborted")


@pytest.mark.parametrize("case_id", NEGATIVE)
def test_a_dead_app_afterwards_does_not_excuse_what_was_seen(case_id: str, tmp_path: Path) -> None:
    wrong = next(wrong for case, wrong, effect in FAILURES if case == case_id)
    finding = judge_on_paper(case_id, tmp_path, wrong=wrong, lost="control_last:played")
    assert finding.verdict is Verdict.FAIL


@pytest.mark.parametrize("case_id", CASES)
def test_an_episode_cut_short_is_inconclusive(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, lost="played")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "episode_aborted")
    assert finding.values == {"reason": "the app ended"}


@pytest.mark.parametrize("case_id", [*CASES, *HOOK_UP])
def test_another_person_on_a_page_is_a_fail_of_its_own(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, wrong="shows_another_name")
    assert (finding.verdict, finding.key) == (Verdict.FAIL, "other_person_seen")


@pytest.mark.parametrize("case_id", CASES)
def test_another_person_in_a_control_is_never_noise(case_id: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, wrong="crossing_in_control")
    assert (finding.verdict, finding.key) == (Verdict.FAIL, "other_person_seen")


@pytest.mark.parametrize("case_id", ["ARSP-02", "ARSP-10", "IDT-04", "IDT-16", "IDT-21", "TLS-01", "TOK-05"])
@pytest.mark.parametrize("when", ["after_login", "after"])
def test_a_session_that_cannot_be_read_is_not_an_absent_session(case_id: str, when: str, tmp_path: Path) -> None:
    finding = judge_on_paper(case_id, tmp_path, lost=f"probe_{when}")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "session_unreadable")


def test_a_slow_control_leaves_the_stall_open(tmp_path: Path) -> None:
    finding = judge_on_paper("TOK-05", tmp_path, lost="control:quickness")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "control_too_slow")


def test_a_control_that_succeeds_at_the_second_try_is_a_control(tmp_path: Path) -> None:
    assert judge_on_paper("IDT-21", tmp_path, lost="first_try control_first:sign_in").verdict is Verdict.PASS


def test_an_app_that_never_refreshes_is_not_concerned(tmp_path: Path) -> None:
    finding = judge_on_paper("RFR-03", tmp_path, wrong="never_refreshes")
    assert (finding.verdict, finding.key) == (Verdict.NOT_APPLICABLE, "never_refreshes")


def test_never_refreshing_is_believed_of_a_played_control_only(tmp_path: Path) -> None:
    finding = judge_on_paper("RFR-03", tmp_path, wrong="never_refreshes", lost="control:played")
    assert (finding.verdict, finding.key) == (Verdict.INCONCLUSIVE, "control_aborted")


def test_an_app_that_reloads_its_own_request_reuses_no_challenge(tmp_path: Path) -> None:
    assert judge_on_paper("AREQ-03", tmp_path, wrong="reloads").verdict is Verdict.PASS


def test_a_reset_during_a_refused_handshake_counts_when_the_person_was_answered(tmp_path: Path) -> None:
    assert judge_on_paper("TLS-01", tmp_path, lost="alert").verdict is Verdict.PASS


def test_what_was_seen_is_pointed_at(tmp_path: Path) -> None:
    finding = judge_on_paper("IDT-21", tmp_path, wrong="accepts")
    assert any(event.startswith("x-") for event in finding.exchanges)
    assert any(event.startswith("v-") for event in finding.exchanges)
