"""What a command tells beside the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite import waivers as waiving
from conformance_suite.terminal import say

if TYPE_CHECKING:
    from conformance_suite.report import Report


def excused(report: Report, waived: waiving.Waived) -> int:
    """Tell what was excused, beside the report and not in it; the exit code."""
    for case in sorted(waived.cases):
        say(f"waived: {case}")
    for problem in waived.problems:
        say(f"poincon: {problem}")
    return waiving.exit_code(report, waived)
