from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders.manifests import GOOD, manifest_text, write_manifest
from click.testing import CliRunner, Result

from conformance_suite import commands, on_stored_runs
from conformance_suite.manifest.loader import load_manifest

if TYPE_CHECKING:
    from pathlib import Path

    import click


def run(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments])


def test_a_bad_manifest_is_exit_two_with_every_problem(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, GOOD.replace("kind: web", "kind: wep").replace("get: /login", "get: login"))
    for command in (commands.check, commands.doctor, commands.register):
        done = run(command, str(path))
        assert done.exit_code == 2
        assert "line 6:" in done.stderr
        assert "line 15:" in done.stderr
        assert "Traceback" not in done.output


def test_checking_a_manifest_says_that_it_is_in_order(tmp_path: Path) -> None:
    done = run(commands.manifest, "check", str(write_manifest(tmp_path)))
    assert done.exit_code == 0
    assert "in order (Carnet 2.4" in done.stdout


def test_init_prints_a_manifest_that_is_in_order(tmp_path: Path) -> None:
    done = run(commands.manifest, "init")
    assert load_manifest(write_manifest(tmp_path, done.stdout)).app.name == "My app"


def test_schema_prints_the_schema() -> None:
    assert json.loads(run(commands.manifest, "schema").stdout)["title"].startswith("Poinçon")


@pytest.mark.parametrize("name", ["IDT-21", "idt-21", "REF-OAU-04"])
def test_explaining_says_what_why_source_and_mending(name: str) -> None:
    done = run(commands.explain, name)
    assert done.exit_code == 0
    for words in ("REF-OAU-04", "SHALL", "OpenID Connect Core", "IDT-21", "Keep the nonce"):
        assert words in done.stdout


def test_explaining_speaks_french() -> None:
    assert run(commands.explain, "MES-LAW-02", "--language", "fr").exit_code == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("BSA-04 · should · service", "a safe app: Sends only", "FHIR R4 batch", "to any app: writes in batches"),
        ),
        (
            "fr",
            (
                "ce qui arrive : Une écriture",
                "une application sûre : Ne renvoie",
                "aucune application : les écritures",
            ),
        ),
    ],
)
def test_explaining_a_case_that_is_not_played_says_why(language: str, words: tuple[str, ...]) -> None:
    done = run(commands.explain, "bsa-04", "--language", language)
    assert done.exit_code == 0
    assert [word for word in words if word not in done.stdout] == []


def test_explaining_a_case_that_is_played_says_what_happens_in_it() -> None:
    said = run(commands.explain, "IDT-21").stdout
    assert "what happens: The ID token carries another `nonce`" in said
    assert "not played" not in said


def test_explaining_nothing_says_what_could_be_meant() -> None:
    done = run(commands.explain, "IDT-2")
    assert done.exit_code == 2
    assert "did you mean" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--only", "NOPE-1"),
        ("--profile", "huge"),
        ("--edition", "1999-1"),
        ("--format", "pdf"),
        ("--format", "docx"),
        ("--jobs", "0"),
        ("--isolation", "pod"),
        ("--waivers", "nowhere.yaml"),
        ("--nonsense",),
    ],
)
def test_a_wrong_option_is_exit_two_and_nothing_is_played(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(commands.check, str(write_manifest(tmp_path)), "-o", str(tmp_path / "run"), *arguments)
    assert done.exit_code == 2, done.output
    assert not (tmp_path / "run" / "run.json").exists()


def test_a_folder_with_other_things_in_it_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("x")
    done = run(commands.check, str(write_manifest(tmp_path)), "-o", str(tmp_path / "run"))
    assert done.exit_code == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["thesis.txt"]


def test_an_app_that_runs_by_itself_must_be_registered_first(tmp_path: Path) -> None:
    target = "target: {url: 'http://localhost:1'}"
    done = run(commands.check, str(write_manifest(tmp_path, manifest_text(target=target))), "-o", str(tmp_path / "run"))
    assert done.exit_code == 2
    assert "poincon register" in done.stderr


def test_only_an_app_that_runs_by_itself_is_registered(tmp_path: Path) -> None:
    assert run(commands.register, str(write_manifest(tmp_path))).exit_code == 2
    assert run(commands.register, str(write_manifest(tmp_path)), "--server", "https://x.test").exit_code == 2


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_judging_what_is_no_run_is_exit_two(name: str, tmp_path: Path) -> None:
    done = run(on_stored_runs.judge, str(tmp_path / name))
    assert done.exit_code == 2
    assert "run.json" in done.stderr


def test_an_error_of_ours_is_told_in_a_line_unless_asked_for_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("we cannot count")

    monkeypatch.setattr(commands, "load_manifest", broken)
    done = run(commands.manifest, "check", str(tmp_path))
    assert done.exit_code == 3
    assert "an error of ours, not of the app: ZeroDivisionError: we cannot count" in done.stderr
    assert isinstance(run(commands.manifest, "check", str(tmp_path), "--debug").exception, ZeroDivisionError)


def test_listing_names_the_cases_and_plays_none(tmp_path: Path) -> None:
    manifest = str(write_manifest(tmp_path))
    told = run(commands.check, manifest, "--list", "--only", "REF-OAU-04")
    plan = json.loads(run(commands.check, manifest, "--list", "--only", "REF-OAU-04", "--format", "json").stdout)

    assert (told.exit_code, plan["schema"], plan["scope"]) == (0, "poincon/plan/1", "partial")
    assert [line.split()[:3] for line in told.stdout.splitlines()] == [
        [row["case"], row["obligation"], row["requirement"]] for row in plan["cases"]
    ]
    row = next(one for one in plan["cases"] if one["case"] == "IDT-21")
    assert (row["theme"], row["source"]["clause"], row["played"]) == ("id_token", "3.1.3.7, 11", True)
    assert [path.name for path in tmp_path.iterdir()] == ["poincon.yaml"]


def test_listing_tells_what_is_wrong_as_checking_does(tmp_path: Path) -> None:
    manifest = str(write_manifest(tmp_path))
    assert "did you mean IDT-21?" in run(commands.check, manifest, "--list", "--only", "IDT-21X").stderr
    assert run(commands.check, str(tmp_path / "nowhere.yaml"), "--list").exit_code == 2
