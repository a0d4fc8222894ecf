"""`run.json`, read: what was run, on which app, under which doctrine, and which cases were planned."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue

FORMAT = "poincon/run/1"
FILE = "run.json"
NOT_READY = "app_not_ready"


class RecordError(Exception):
    """A stored run that cannot be read; the message names the file and, where it is known, the line."""


@dataclass(frozen=True)
class NotPlayed:
    """Why a planned case has no episode: the verdict that follows, the reason as a message key, and a detail."""

    verdict: str
    reason: str
    detail: str


@dataclass(frozen=True)
class PlannedCase:
    """One line of the plan: a case, or one play of a case that has several."""

    case: str
    requirement: str
    not_played: NotPlayed | None
    variant: str = ""


@dataclass(frozen=True)
class RunRecord:
    """The header of a stored run. `run` and `app` go into the report as they stand."""

    state: str
    run: JsonObject
    app: JsonObject
    edition: str
    edition_digest: str
    target: str
    facts: JsonObject
    suite: str
    agreement: JsonObject
    plan: tuple[PlannedCase, ...]
    transcript_digest: str | None = None  # once finished: of the transcript that belongs to it
    manifest: JsonObject = field(default_factory=dict)  # its path, and the lines of its parts
    consent_text: str | None = None  # that the manifest declares
    consent_text_digest: str | None = None  # of the one that was approved, if the manifest tells it
    failed_starts: int = 0  # where nothing was wrong in the space
    client: JsonObject = field(default_factory=dict)  # what the app registered, as far as a run can see it

    @property
    def app_failed_to_start(self) -> bool:
        """Whether the app ever did not come up in a space where nothing was wrong."""
        dropped = any(row.not_played is not None and row.not_played.reason == NOT_READY for row in self.plan)
        return dropped or self.failed_starts > 0

    @property
    def startable(self) -> bool:
        """Whether we start the app ourselves, so that nothing excuses a case that was not played."""
        return self.target in {"command", "image"}


def read(run_dir: Path) -> RunRecord:
    """The record of the run kept in `run_dir`. Raises RecordError."""
    path = run_dir / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: is not JSON: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise RecordError(f"{path}: is not a run record of format {FORMAT}")
    return _record(content)


def _record(content: JsonObject) -> RunRecord:
    doctrine = mapping(content, "doctrine")
    plan = content.get("plan")
    return RunRecord(
        state=str(content.get("state", "interrupted")),
        run=mapping(content, "run"),
        app=mapping(content, "app"),
        edition=str(doctrine.get("edition", "")),
        edition_digest=str(doctrine.get("digest", "")),
        target=str(content.get("target", "")),
        facts=mapping(content, "facts"),
        suite=str(content.get("suite", "check")),
        agreement=mapping(content, "agreement"),
        plan=tuple(_planned(row) for row in plan if isinstance(row, dict)) if isinstance(plan, list) else (),
        transcript_digest=str(content["transcript"]) if "transcript" in content else None,
        manifest=mapping(content, "manifest"),
        failed_starts=_count(mapping(content, "starts"), "failed"),
        client=mapping(content, "client"),
        consent_text=_told(content, "consent_text"),
        consent_text_digest=_told(content, "consent_text_digest"),
    )


def _planned(row: JsonObject) -> PlannedCase:
    reason = row.get("not_played")
    not_played = None
    if isinstance(reason, dict):
        verdict, key = str(reason.get("verdict", "inconclusive")), str(reason.get("reason", "not_played"))
        not_played = NotPlayed(verdict, key, str(reason.get("detail") or ""))
    variant = str(mapping(row, "play").get("variant") or "")
    return PlannedCase(str(row.get("case", "")), str(row.get("requirement", "")), not_played, variant)


def _told(content: JsonObject, key: str) -> str | None:
    value = content.get(key)
    return value if isinstance(value, str) else None


def _count(content: JsonObject, key: str) -> int:
    value = content.get(key)
    return value if isinstance(value, int) else 0


def mapping(content: Mapping[str, JsonValue], key: str) -> JsonObject:
    """The mapping under `key`, empty when there is none."""
    value = content.get(key)
    return value if isinstance(value, dict) else {}
