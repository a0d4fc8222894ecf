from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from builders.platforms import ACTION, COMPONENT, RefusedError, action, component, gitlab_job, on_github, on_gitlab
from builders.reference_apps import conformant, defective

PLATFORMS = ("github", "gitlab")
# A program in the place of the command, which writes down what it was given and ends as it is told.
RECORDER = """#!/bin/sh
printf '%s\\n' "$@" > given
exit "$(cat ending)"
"""
HOSTILE = (
    "; touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    "x && touch pwned",
    "x\ntouch pwned",
    "' ; touch pwned ; '",
    '" ; touch pwned ; "',
    "${IFS}touch${IFS}pwned",
    "* ? ~",
    "--help",
)
TEXTS = ("manifest", "profile", "edition", "only", "waivers", "formats", "fail-on", "output")


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "poincon"
    program.write_text(RECORDER, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "ending").write_text("0", encoding="utf-8")
    return folder


def run(platform: str, folder: Path, inputs: dict[str, str], first: Path | None = None, *, checked: bool = True) -> int:
    if platform == "github":
        return on_github(folder, inputs, first=first)[0].code
    return on_gitlab(folder, inputs, first=first, checked=checked).code


def schema(name: str) -> dict[str, Any]:
    """A schema of SchemaStore or of the platform itself, as check-jsonschema ships it."""
    text = (resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def test_the_action_keeps_to_its_public_schema() -> None:
    jsonschema.Draft7Validator(schema("github-actions")).validate(action())


def test_the_component_keeps_to_the_public_schema_of_pipelines() -> None:
    validator = jsonschema.Draft7Validator(schema("gitlab-ci"))
    head, below = component()
    validator.validate(head)
    validator.validate(yaml.safe_load(below))
    validator.validate({"conformance": gitlab_job({})})


def test_both_platforms_run_the_same_script() -> None:
    steps = {step["id"]: step["run"] for step in action()["runs"]["steps"]}
    assert gitlab_job({})["script"] == [steps["check"]]


def test_no_script_holds_an_input() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step["run"]
    _head, below = component()
    job = yaml.safe_load(below)["$[[ inputs.job ]]"]
    assert not any("$[[" in line for line in (*job["before_script"], *job["script"]))
    assert COMPONENT.parent.name == "templates"  # where GitLab looks for components


@pytest.mark.parametrize("platform", PLATFORMS)
def test_inputs_become_options(platform: str, tmp_path: Path, recorder: Path) -> None:
    inputs = {
        "manifest": "my app/poincon.yaml",
        "profile": "smoke",
        "edition": "2026-1",
        "only": "IDT-21 REF-OAU-01",
        "waivers": "waivers.yaml",
        "formats": "junit sarif",
        "output": "out",
    }
    assert run(platform, tmp_path, inputs, recorder) == 0
    assert (tmp_path / "given").read_text(encoding="utf-8").splitlines() == [
        *("check", "--profile=smoke", "--output=out", "--edition=2026-1", "--waivers=waivers.yaml"),
        *("--only=IDT-21", "--only=REF-OAU-01", "--format=junit", "--format=sarif", "--", "my app/poincon.yaml"),
    ]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("fail_on", "passing"), [("inconclusive", {0}), ("nonconformant", {0, 3}), ("never", {0, 1, 3, 4})]
)
def test_what_fails_the_job_is_chosen(
    platform: str, fail_on: str, passing: set[int], tmp_path: Path, recorder: Path
) -> None:
    for code in range(5):
        (tmp_path / "ending").write_text(str(code), encoding="utf-8")
        expected = 0 if code in passing else code
        assert run(platform, tmp_path, {"fail-on": fail_on}, recorder) == expected


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_input_stays_one_word_or_several_and_never_runs(
    platform: str, name: str, hostile: str, tmp_path: Path, recorder: Path
) -> None:
    code = run(platform, tmp_path, {name: hostile}, recorder, checked=False)
    assert not (tmp_path / "pwned").exists()
    if name == "fail-on":
        assert code == 2
        return
    given = (tmp_path / "given").read_text(encoding="utf-8")
    assert code == 0
    words = hostile.split() if name in {"only", "formats"} else [hostile]
    prefix = {"only": "--only=", "formats": "--format=", "manifest": "--\n"}.get(name, f"--{name}=")
    assert all(f"{prefix}{word}\n" in given for word in words)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", ["install", *TEXTS])
def test_gitlab_refuses_what_is_no_such_word(name: str, hostile: str) -> None:
    harmless = {("manifest", "--help"), ("only", "--help"), ("output", "--help"), ("waivers", "--help")}
    harmless |= {("edition", "--help"), ("install", "--help")}
    if (name, hostile) in harmless:
        gitlab_job({name: hostile})
        return
    with pytest.raises(RefusedError):
        gitlab_job({name: hostile})


@pytest.mark.integration
def test_what_is_to_be_installed_never_runs(tmp_path: Path, recorder: Path) -> None:
    for hostile in ("; touch pwned", "$(touch pwned)", "--help; touch pwned"):
        job = on_gitlab(tmp_path, {"install": hostile}, first=recorder, checked=False)
        assert job.code != 0
        assert not (tmp_path / "pwned").exists()


@pytest.mark.integration
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_real_check_turns_the_job_red_and_green(platform: str, tmp_path: Path) -> None:
    make = {"github": lambda folder: defective(folder, "ignores_nonce"), "gitlab": conformant}[platform]
    make(tmp_path / "app")
    inputs = {"manifest": "app/poincon.yaml", "only": "IDT-21 AREQ-03"}

    assert run(platform, tmp_path, inputs) == {"github": 1, "gitlab": 0}[platform]

    kept = {path.name for path in (tmp_path / "conformance").iterdir()}
    assert kept >= {"report.json", "junit.xml", "report.sarif", "report.html", "transcript.har"}


@pytest.mark.integration
def test_a_wrong_manifest_fails_whatever_was_chosen_and_the_action_says_so(tmp_path: Path) -> None:
    job, outputs = on_github(tmp_path, {"manifest": "; rm -rf app", "fail-on": "never"})
    assert job.code == 2
    assert "there is no such file" in job.out
    assert outputs == {"exit-code": "2"}


@pytest.mark.long
def test_the_action_installs_the_version_that_it_comes_with(tmp_path: Path) -> None:
    path = tmp_path / "github-path"
    install = next(step["run"] for step in action()["runs"]["steps"] if step["id"] == "install")
    variables = {"GITHUB_ACTION_PATH": str(ACTION.parent), "RUNNER_TEMP": str(tmp_path), "GITHUB_PATH": str(path)}
    variables |= {"PATH": os.defpath, "HOME": os.environ["HOME"], "POINCON_PYTHON": "/usr/bin/env python3; touch pwned"}
    refused = subprocess.run(["bash", "-e", "-c", install], env=variables, cwd=tmp_path, check=False)
    assert refused.returncode == 2
    assert not (tmp_path / "pwned").exists()

    passed_on = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    variables |= passed_on | {"POINCON_PYTHON": sys._base_executable}  # type: ignore[attr-defined]
    subprocess.run(["bash", "-e", "-c", install], env=variables, cwd=tmp_path, check=True)

    command = Path(path.read_text(encoding="utf-8").strip()) / "poincon"
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("poincon, version")
