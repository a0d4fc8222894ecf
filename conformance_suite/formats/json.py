"""The report as JSON, `poincon/report/1`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.report import to_json

if TYPE_CHECKING:
    from conformance_suite.report import Report


def render(report: Report) -> str:
    """The text of `report.json`."""
    return to_json(report)
