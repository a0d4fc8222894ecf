"""Stored runs written by hand: events with a clock that only moves when told, and the two files of a run directory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.plays import Play

Event = dict[str, Any]
NAMES = (
    "Zoé Le Gall",
    "Maël D'Hervé",
    "Awa Ndiaye",
    "Jean-Noël Roy",
    "Lou Petit",
    "Ana Ruiz",
    "Noé Blanc",
    "Éva Caron",
)
DIGEST = "sha256:" + "0" * 64


def mark(kind: str, digest: str, length: int = 43, alphabet: str = "b64url") -> str:
    """What stands for a secret in a transcript."""
    return f"§{kind}:{digest}:{length}:{alphabet}§"


def body(text: str | None, kind: str = "text/html") -> Event:
    """A captured body."""
    return {"text": text, "size": len(text or ""), "type": kind}


@dataclass
class Transcript:
    """A run under construction: a clock, numbered events, a plan."""

    t: float = 100.0
    events: list[Event] = field(default_factory=list)
    plan: list[Event] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    overrides: Event = field(default_factory=dict)

    def next(self, prefix: str) -> str:
        """A fresh identifier: x-1, x-2..."""
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}-{self.counters[prefix]}"

    def wait(self, seconds: float) -> float:
        """Move the clock; the new time."""
        self.t = round(self.t + seconds, 6)
        return self.t

    def emit(self, kind: str, episode: str | None, **fields: Any) -> Event:  # noqa: ANN401 - any JSON
        """Append an event at the present time."""
        at = f"2026-01-05T10:{int(self.t) // 60 % 60:02d}:{int(self.t) % 60:02d}.000Z"
        common = {"seq": len(self.events) + 1, "t": self.t, "at": at, "space": "s1", "episode": episode, "kind": kind}
        self.events.append({**common, **fields})
        return self.events[-1]

    def open(self, play: Play, *, case: str | None, role: str, instance: str, patience: float = 30.0) -> str:
        """Open an episode with a persona of its own; its id."""
        episode = self.next("e")
        index = int(episode[2:])
        persona = {"id": f"p-{index}", "name": NAMES[index % len(NAMES)], "canary": {"bodyweight": canary(index)}}
        self.emit(
            "episode",
            episode,
            case=case,
            role=role,
            shape=play.shape,
            lane=play.lane,
            instance=instance,
            persona=persona,
            faults=[{"id": fault.id, "params": dict(fault.params)} for fault in play.faults],
            play=play.as_json(),
            patience=patience,
        )
        return episode

    def record(self) -> Event:
        """The content of run.json."""
        return {
            "format": "poincon/run/1",
            "state": "finished",
            "run": {
                "id": "run-1",
                "started": "2026-01-05T10:00:00Z",
                "finished": "2026-01-05T10:01:00Z",
                "seed": 7,
                "isolation": "process",
                "suite": "0.1.0",
                "profile": "full",
                "scope": "full",
            },
            "doctrine": {"edition": "2026-1", "digest": DIGEST},
            "app": {"name": "Carnet témoin", "version": "1.0.0", "manifest_digest": DIGEST},
            "target": "command",
            "facts": {"kind": "web", "purposes": ["prevention"], "exchanges": {"measures": ["read", "write"]}},
            "suite": "check",
            "plan": self.plan,
            "instances": [],
            **self.overrides,
        }

    def write(self, folder: Path) -> Path:
        """Write the run directory; its path."""
        folder.mkdir(parents=True, exist_ok=True)
        header = {"format": "poincon/episodes/1", "run": "run-1"}
        lines = [json.dumps(event, ensure_ascii=False) for event in (header, *self.events)]
        (folder / "episodes.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "run.json").write_text(json.dumps(self.record(), ensure_ascii=False), encoding="utf-8")
        return folder


def canary(index: int) -> str:
    """The body weight that only this persona has."""
    return f"{60 + index}.{31 + index % 60}"
