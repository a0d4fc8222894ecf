"""What passes between a judging process and whoever started it: the plan, then the findings."""

from __future__ import annotations

PLANNED = "planned.json"
FINDINGS = "findings.jsonl"
