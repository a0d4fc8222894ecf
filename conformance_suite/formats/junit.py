"""The report as JUnit XML: what must break a pipeline is a failure or an error, the rest is told and does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from conformance_suite.verdicts import Verdict
from doctrine.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance_suite.formats.told import Told
    from conformance_suite.report import CaseReport

# Inconclusive and our own errors are JUnit errors: nobody may read them as a success.
ELEMENTS = {
    Verdict.FAIL: "failure",
    Verdict.INCONCLUSIVE: "error",
    Verdict.ERROR: "error",
    Verdict.SKIPPED: "skipped",
    Verdict.NOT_APPLICABLE: "skipped",
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(told: Told) -> str:
    """One test suite a theme, in the order in which the report comes to them, and in each its cases."""
    themes: dict[str, list[CaseReport]] = {}
    for row in told.report.cases:
        themes.setdefault(told.theme(row), []).append(row)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={_attribute(f'poincon {_app(told)}')} {_totals(told.report.cases)}>",
        *(line for theme, rows in themes.items() for line in _suite(theme, rows, told)),
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _suite(theme: str, rows: list[CaseReport], told: Told) -> Iterator[str]:
    yield f" <testsuite name={_attribute(theme)} {_totals(rows)}>"
    yield "  <properties>"
    for name, value in _properties(told).items():
        yield f"   <property name={_attribute(name)} value={_attribute(value)}/>"
    yield "  </properties>"
    for row in rows:
        yield _case(row, told)
    yield " </testsuite>"


def _properties(told: Told) -> dict[str, str]:
    """What a reader needs to know which run this was, and under which doctrine."""
    report = told.report
    said = {
        "edition": report.edition,
        "digest": report.edition_digest,
        "app": _app(told),
        **{name: report.run.get(name) for name in ("seed", "suite", "profile", "scope", "isolation")},
        "run": report.run.get("id"),
    }
    return {name: str(value) for name, value in said.items() if value is not None}


def _app(told: Told) -> str:
    app = told.report.app
    return f"{app.get('name', '')} {app.get('version', '')}".strip()


def _totals(rows: Sequence[CaseReport]) -> str:
    elements = [element(row) for row in rows]
    totals = " ".join(f'{name}="{elements.count(kind)}"' for name, kind in _TOTALS)
    return f'tests="{len(rows)}" {totals} time="{sum(row.duration_ms for row in rows) / 1000:.3f}"'


_TOTALS = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))


def element(row: CaseReport) -> str | None:
    """The JUnit element of a case, None for a success; what is recommended or waived never breaks a pipeline."""
    element = ELEMENTS.get(row.verdict)
    excused = row.waived or row.obligation is not Obligation.SHALL
    return "skipped" if excused and element in {"failure", "error"} else element


def _case(row: CaseReport, told: Told) -> str:
    head = (
        f"  <testcase classname={_attribute(row.requirement)} name={_attribute(f'{row.case} {row.check}')}"
        f' time="{row.duration_ms / 1000:.3f}"'
    )
    kind = element(row)
    if kind is None:
        return head + "/>"
    mend = f"{row.remediation.en}\n" if row.remediation is not None else ""
    waiver = told.excuse(row)
    excuse = f"waived by {waiver.owner} until {waiver.expires}: {waiver.reason}\n" if waiver else ""
    text = f"{row.message.en}\n{mend}{excuse}{row.requirement} ({row.obligation}) · {', '.join(row.exchanges)}"
    of = _attribute(f"waived {row.verdict}" if row.waived else row.verdict)
    return f"{head}>\n   <{kind} type={of} message={_attribute(row.message.en)}>{_text(text)}</{kind}>\n  </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("�", text))


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("�", text))
