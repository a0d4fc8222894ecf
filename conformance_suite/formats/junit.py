"""The report as JUnit XML: what must break a pipeline is a failure or an error, the rest is told and does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from conformance_suite.verdicts import Verdict
from doctrine.model import Obligation

if TYPE_CHECKING:
    from conformance_suite.report import CaseReport, Report

# Inconclusive and our own errors are JUnit errors: nobody may read them as a success.
ELEMENTS = {
    Verdict.FAIL: "failure",
    Verdict.INCONCLUSIVE: "error",
    Verdict.ERROR: "error",
    Verdict.SKIPPED: "skipped",
    Verdict.NOT_APPLICABLE: "skipped",
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """One test suite, one test case a case, in the order of the report."""
    elements = [element(row) for row in report.cases]
    totals = " ".join(f'{name}s="{elements.count(kind)}"' for name, kind in _TOTALS)
    seconds = sum(row.duration_ms for row in report.cases) / 1000
    name = _attribute(f"poincon {report.app.get('name', '')} {report.app.get('version', '')}")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites tests="{len(elements)}" {totals} time="{seconds:.3f}">',
        f' <testsuite name={name} tests="{len(elements)}" {totals} time="{seconds:.3f}">',
        *(_case(row, element) for row, element in zip(report.cases, elements, strict=True)),
        " </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


_TOTALS = (("failure", "failure"), ("error", "error"), ("skip", "skipped"))


def element(row: CaseReport) -> str | None:
    """The JUnit element of a case, None for a success; what is only recommended never breaks a pipeline."""
    element = ELEMENTS.get(row.verdict)
    advised = row.obligation is not Obligation.SHALL and element in {"failure", "error"}
    return "skipped" if advised else element


def _case(row: CaseReport, element: str | None) -> str:
    head = (
        f"  <testcase classname={_attribute(row.requirement)} name={_attribute(f'{row.case} {row.check}')}"
        f' time="{row.duration_ms / 1000:.3f}"'
    )
    if element is None:
        return head + "/>"
    mend = f"{row.remediation.en}\n" if row.remediation is not None else ""
    text = f"{row.message.en}\n{mend}{row.requirement} ({row.obligation}) · {', '.join(row.exchanges)}"
    kind, message = _attribute(row.verdict), _attribute(row.message.en)
    return f"{head}>\n   <{element} type={kind} message={message}>{_text(text)}</{element}>\n  </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("�", text))


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("�", text))
