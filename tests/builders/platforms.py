"""What two CI platforms do with a template of ours: read the file, put the inputs in, run its scripts with bash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION, COMPONENT = ROOT / "action" / "action.yml", ROOT / "templates" / "check.yml"
LONGEST = 300  # seconds: a bound against a hang


class RefusedError(Exception):
    """The platform refuses an input before anything runs."""


@dataclass(frozen=True)
class Job:
    """What a job gave."""

    code: int
    out: str


def action() -> dict[str, Any]:
    """The GitHub action as it is written."""
    content: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return content


def component() -> tuple[dict[str, Any], str]:
    """The header of the GitLab component, and the text of what is below it."""
    head, below = COMPONENT.read_text(encoding="utf-8").split("\n---\n")
    return yaml.safe_load(head), below


def on_github(folder: Path, inputs: dict[str, str], *, first: Path | None = None) -> tuple[Job, dict[str, str]]:
    """Run the step that checks, as a runner does; its job and its outputs. `first` comes before all on the PATH."""
    described = action()
    given = {name: inputs.get(name, row["default"]) for name, row in described["inputs"].items()}
    step = next(one for one in described["runs"]["steps"] if one["id"] == "check")
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], text)
        for name, text in step["env"].items()
    }
    outputs = folder / "github-output"
    outputs.write_text("", encoding="utf-8")
    shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]
    job = _run([*shell, step["run"]], folder, variables | {"GITHUB_OUTPUT": str(outputs)}, first)
    return job, dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())


def on_gitlab(folder: Path, inputs: dict[str, str], *, first: Path | None = None, checked: bool = True) -> Job:
    """Run the job, as a runner does; `checked` is whether the platform looks at inputs before it takes them."""
    job = gitlab_job(inputs, checked=checked)
    variables = {name: row["value"] for name, row in job["variables"].items()}
    script = "\n".join([*job["before_script"], *job["script"]])
    return _run(["bash", "-e", "-o", "pipefail", "-c", script], folder, variables, first)


def gitlab_job(inputs: dict[str, str], *, checked: bool = True) -> dict[str, Any]:
    """The job of the component with these inputs. Raises RefusedError."""
    head, below = component()
    rows = head["spec"]["inputs"]
    given = {name: inputs.get(name, row.get("default")) for name, row in rows.items()}
    for name, row in rows.items():
        if checked and "regex" in row and not re.search(row["regex"], given[name]):
            raise RefusedError(f"{name} does not match {row['regex']}")
        if checked and "options" in row and given[name] not in row["options"]:
            raise RefusedError(f"{name} is none of {row['options']}")
    # Values go in as text that YAML reads back whole: what a value could do to the file itself, its regex forbids.
    text = re.sub(
        r"\"(.*?)\$\[\[ inputs\.([\w-]+) \]\](.*?)\"",
        lambda found: json.dumps(found[1] + given[found[2]] + found[3]),
        below,
    )
    ((_name, job),) = yaml.safe_load(text).items()
    described: dict[str, Any] = job
    return described


def _run(command: list[str], folder: Path, variables: dict[str, str], first: Path | None) -> Job:
    path = os.pathsep.join([*([str(first)] if first else []), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    return Job(done.returncode, done.stdout)
