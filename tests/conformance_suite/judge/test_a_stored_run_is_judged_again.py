import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from builders.paper_apps import PaperRun, case_of

from conformance_suite import judging_process, record, report, transcript
from conformance_suite.judge import judge, judge_with_findings
from conformance_suite.verdicts import RunVerdict, Verdict
from doctrine import loader
from doctrine.model import Obligation


@pytest.fixture(scope="module")
def good_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return PaperRun.whole().transcript.write(tmp_path_factory.mktemp("good"))


def test_a_good_run_is_conformant(good_run: Path) -> None:
    judged = judge(good_run)
    assert judged.verdict is RunVerdict.CONFORMANT
    assert judged.counts == {"pass": 13, "fail": 0, "not_applicable": 0, "inconclusive": 0, "skipped": 0, "error": 0}
    assert judged.exit_code == 0


def test_the_same_run_gives_the_same_bytes(good_run: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(good_run, tmp_path / "elsewhere")
    assert report.to_json(judge(good_run)) == report.to_json(judge(copied))


def test_what_was_found_before_makes_the_same_report(good_run: Path) -> None:
    told, found = judge_with_findings(good_run)
    again, kept = judge_with_findings(good_run, found=found)

    assert report.to_json(again) == report.to_json(told)
    assert kept == found


@pytest.mark.parametrize(
    ("kind", "read"), [("episode", True), ("exchange", True), ("probe", True), ("instance", False)]
)
def test_what_becomes_of_an_instance_is_not_for_judges(kind: str, *, read: bool) -> None:
    assert transcript.is_read({"kind": kind}) is read


def test_judging_writes_nothing_in_the_run_directory(good_run: Path) -> None:
    before = sorted(path.name for path in good_run.iterdir())
    judge(good_run)
    assert sorted(path.name for path in good_run.iterdir()) == before


def test_one_thing_wrong_fails_exactly_its_case(tmp_path: Path) -> None:
    judged = judge(PaperRun.whole(wrong="sends_foreign_on").transcript.write(tmp_path))
    failed = [row.case for row in judged.cases if row.verdict is Verdict.FAIL]
    assert failed == ["FHIR-03"]
    assert judged.verdict is RunVerdict.NONCONFORMANT
    assert judged.exit_code == 1


def test_a_failed_case_says_what_was_seen_and_how_to_mend_it(tmp_path: Path) -> None:
    judged = judge(PaperRun.whole(wrong="accepts").transcript.write(tmp_path))
    row = judged.case("IDT-21")
    assert row is not None
    assert row.witnesses == report.WitnessesHeard(control=True, delivery=True, effect="session_open")
    assert "signed in" in row.message.en
    assert row.remediation is not None
    assert row.remediation.fr.startswith("Gardez le nonce")
    assert row.duration_ms > 0


def test_an_app_that_never_signs_anyone_in_is_inconclusive_everywhere(tmp_path: Path) -> None:
    judged = judge(PaperRun.whole(lost="control:sign_in").transcript.write(tmp_path))
    assert judged.verdict is RunVerdict.INCONCLUSIVE
    assert judged.counts["inconclusive"] == 13
    assert judged.exit_code == 3


def test_a_replay_counts_and_a_difference_is_interference(tmp_path: Path) -> None:
    run = PaperRun(wrong=frozenset({"accepts"}))
    run.play_case(case_of("IDT-21"))
    run.wrong = frozenset()
    run.play_case(case_of("IDT-21"), replay=True)
    row = judge(run.transcript.write(tmp_path)).case("IDT-21")
    assert row is not None
    assert (row.verdict, row.interference) == (Verdict.PASS, True)


def test_a_replay_that_agrees_is_no_interference(tmp_path: Path) -> None:
    run = PaperRun(wrong=frozenset({"accepts"}))
    run.play_case(case_of("IDT-21"))
    run.play_case(case_of("IDT-21"), replay=True)
    row = judge(run.transcript.write(tmp_path)).case("IDT-21")
    assert row is not None
    assert (row.verdict, row.interference) == (Verdict.FAIL, False)


def test_a_draft_edition_shows_what_it_would_change(tmp_path: Path) -> None:
    run_dir = PaperRun.whole(wrong="accepts").transcript.write(tmp_path)
    edition = loader.load_edition("2026-1")
    softer = replace(
        edition, requirements=tuple(replace(one, obligation=Obligation.SHOULD) for one in edition.requirements)
    )
    judged = judge(run_dir, edition=softer)
    assert judged.counts["fail"] > 0
    assert judged.verdict is RunVerdict.CONFORMANT


def test_a_case_of_which_the_edition_knows_nothing_is_left_out(good_run: Path) -> None:
    edition = loader.load_edition("2026-1")
    shorter = replace(edition, requirements=tuple(one for one in edition.requirements if one.id != "REF-OAU-04"))
    assert judge(good_run, edition=shorter).case("IDT-21") is None


def test_a_planned_case_without_episode_is_inconclusive(tmp_path: Path) -> None:
    run = PaperRun()
    run.transcript.plan.append({"case": "IDT-21", "requirement": "REF-OAU-04", "not_played": None})
    row = judge(run.transcript.write(tmp_path)).case("IDT-21")
    assert row is not None
    assert (row.verdict, row.message.en) == (Verdict.INCONCLUSIVE, "The case was planned and not played.")


def test_a_case_that_this_suite_does_not_know_is_an_error_of_ours(tmp_path: Path) -> None:
    run = PaperRun()
    run.transcript.plan.append({"case": "IDT-99", "requirement": "REF-OAU-04", "not_played": None})
    judged = judge(run.transcript.write(tmp_path))
    assert [row.verdict for row in judged.cases] == [Verdict.ERROR]
    assert judged.verdict is RunVerdict.INCONCLUSIVE


def test_fewer_findings_than_planned_is_an_error(good_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging_process, "command", lambda: ["/bin/true"])
    judged = judge(good_run)
    assert judged.counts["error"] == 13
    assert judged.verdict is RunVerdict.INCONCLUSIVE


def test_a_judging_process_that_hangs_is_an_error(good_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging_process, "command", lambda: ["/bin/sh", "-c", "exec sleep 60"])
    monkeypatch.setattr(judging_process, "DEADLINE", 0.1)
    assert judge(good_run).counts["error"] == 13


def test_an_interrupted_run_is_read_up_to_its_last_whole_line(good_run: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(good_run, tmp_path / "cut")
    journal = copied / "episodes.jsonl"
    text = journal.read_text(encoding="utf-8")
    journal.write_text(text[: len(text) // 2], encoding="utf-8")
    judged = judge(copied)
    assert judged.counts["error"] == 0
    assert judged.counts["inconclusive"] > 0


def test_a_broken_line_names_its_file_and_number(good_run: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(good_run, tmp_path / "broken")
    journal = copied / "episodes.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines()
    lines[4] = "{nonsense"
    journal.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(record.RecordError, match=r"episodes\.jsonl:5: is not JSON"):
        transcript.load(copied)


@pytest.mark.parametrize("content", ["", "[]", '{"format": "other"}', "\x00", "{"])
def test_a_wrong_run_record_is_refused(content: str, good_run: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(good_run, tmp_path / "wrong")
    (copied / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(record.RecordError, match=r"run\.json"):
        judge(copied)


def test_a_missing_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(record.RecordError, match="cannot be read"):
        judge(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("case_id", "ways", "verdict", "words"),
    [
        ("FHIR-39", ["read"], Verdict.NOT_APPLICABLE, "does not concern"),
        ("FHIR-39", ["write"], Verdict.INCONCLUSIVE, "has no journey write_measure"),
        ("RFR-03", ["write"], Verdict.NOT_APPLICABLE, "has no journey read_measures"),
    ],
)
def test_a_journey_that_is_not_declared(
    case_id: str, ways: list[str], verdict: Verdict, words: str, tmp_path: Path
) -> None:
    run = PaperRun()
    journey = case_of(case_id).play.needs[0]
    reason = {"verdict": "not_applicable", "reason": "journey_not_declared", "detail": journey}
    run.transcript.plan.append({"case": case_id, "requirement": "", "not_played": reason})
    run.transcript.overrides["facts"] = {"kind": "web", "exchanges": {"measures": ways}}
    row = judge(run.transcript.write(tmp_path)).case(case_id)
    assert row is not None
    assert row.verdict is verdict
    assert words in row.message.en


def test_what_is_not_declared_but_seen_is_inconclusive(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("FHIR-03"))
    reason = {"verdict": "not_applicable", "reason": "journey_not_declared", "detail": "read_measures"}
    run.transcript.plan.append({"case": "RFR-03", "requirement": "REF-OAU-07", "not_played": reason})
    run.transcript.overrides["facts"] = {"kind": "web", "exchanges": {"measures": ["write"]}}
    row = judge(run.transcript.write(tmp_path)).case("RFR-03")
    assert row is not None
    assert (row.verdict, "has no journey read_measures" in row.message.en) == (Verdict.INCONCLUSIVE, True)


@pytest.mark.parametrize(("target", "verdict"), [("command", RunVerdict.INCONCLUSIVE), ("url", RunVerdict.CONFORMANT)])
def test_a_skipped_case_is_excused_only_where_we_do_not_start_the_app(
    target: str, verdict: RunVerdict, tmp_path: Path
) -> None:
    run = PaperRun()
    run.play_case(case_of("IDT-21"))
    reason = {"verdict": "skipped", "reason": "target_cannot_restart"}
    run.transcript.plan.append({"case": "TLS-01", "requirement": "REF-TLS-01", "not_played": reason})
    run.transcript.overrides["target"] = target
    assert judge(run.transcript.write(tmp_path)).verdict is verdict


def test_requirements_take_the_worst_of_their_cases_and_people_keep_theirs(good_run: Path) -> None:
    judged = judge(good_run)
    verdicts = {row.id: row.verdict for row in judged.requirements}
    assert verdicts["REF-OAU-04"] is Verdict.PASS
    assert verdicts["MES-URB-03"] is None
    assert verdicts["MES-INT-14"] is None
    assert {row.id for row in judged.requirements} == {one.id for one in loader.load_edition("2026-1").requirements}


def test_a_hook_up_run_speaks_of_its_own_requirement_only(tmp_path: Path) -> None:
    run = PaperRun()
    for case_id in ("HOOK-PAIR", "HOOK-MEASURES-READ", "HOOK-MEASURES-WRITE", "HOOK-UNPAIR"):
        run.play_case(case_of(case_id))
    run.transcript.overrides["suite"] = "hook_up"
    run.transcript.overrides["agreement"] = {"scopes": ["measures.read", "measures.write"]}
    judged = judge(run.transcript.write(tmp_path))
    assert [(row.id, row.verdict) for row in judged.requirements] == [("MES-INT-14", Verdict.PASS)]
    assert judged.verdict is RunVerdict.CONFORMANT


@pytest.mark.parametrize(
    ("scopes", "effect"),
    [(["measures.read"], "scope_beyond_agreement"), (["measures.read", "agenda.read"], "scope_not_exercised")],
)
def test_a_hook_up_run_compares_scopes_with_the_agreement(scopes: list[str], effect: str, tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("HOOK-PAIR"))
    run.transcript.overrides |= {"suite": "hook_up", "agreement": {"scopes": scopes}}
    row = judge(run.transcript.write(tmp_path)).case("HOOK-PAIR")
    assert row is not None
    assert (row.verdict, row.witnesses.effect) == (Verdict.FAIL, effect)


def test_a_check_that_breaks_is_our_error_and_not_the_apps(tmp_path: Path) -> None:
    run = PaperRun()
    run.play_case(case_of("MES-03"))
    for event in run.transcript.events:
        if event["kind"] == "visit":
            event["browser"] = None
        if event["kind"] == "exchange" and event["endpoint"] == "measures_read":
            event["request"]["url"] = "https://[broken"
    row = judge(run.transcript.write(tmp_path)).case("MES-03")
    assert row is not None
    assert row.verdict is Verdict.ERROR
    assert "our fault" in row.message.en


def test_a_report_comes_back_from_its_text(good_run: Path, tmp_path: Path) -> None:
    judged = judge(good_run)
    path = tmp_path / "report.json"
    path.write_text(report.to_json(judged), encoding="utf-8")
    assert report.read(path) == judged
    path.write_text(json.dumps({"schema": "other"}), encoding="utf-8")
    with pytest.raises(report.ReportError, match="poincon/report/1"):
        report.read(path)
