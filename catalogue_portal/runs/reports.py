"""Reading the report of a finished run: the very bytes that were signed."""

from hashlib import sha256
from pathlib import Path

from catalogue_portal.errors import Conflict, DomainError, NotFound
from catalogue_portal.runs.models import Run
from catalogue_portal.settings import Settings
from conformance_suite.report import ConsentTextReport, FactReport, ReportError, consent_text_in, facts_in


def run_directory(run: Run, settings: Settings) -> Path:
    """Return the run directory of the attempt that was published."""
    return report_path(run, settings).parent


def report_path(run: Run, settings: Settings) -> Path:
    """Return the path of report.json; Conflict while there is none."""
    if run.report_file is None:
        raise Conflict(f"There is no report: the run is {run.state}.", code="no_report", state=run.state)
    return settings.runs / run.report_file


def facts_told(run: Run, settings: Settings) -> tuple[FactReport, ...]:
    """Return what the run says of the declared facts; nothing when its report is gone or cannot be read."""
    try:
        return facts_in(report_bytes(run, settings).decode())
    except (DomainError, ReportError, UnicodeDecodeError):
        return ()


def consent_text_told(run: Run, settings: Settings) -> ConsentTextReport | None:
    """Return what the run says of the consent text; None when it says nothing, or its report is gone."""
    try:
        return consent_text_in(report_bytes(run, settings).decode())
    except (DomainError, ReportError, UnicodeDecodeError):
        return None


def report_bytes(run: Run, settings: Settings) -> bytes:
    """Return the report as it was published; NotFound when the file is gone or no longer what it was."""
    path = report_path(run, settings)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound("The report's file is no longer kept.", code="report_gone") from error
    if f"sha256:{sha256(content).hexdigest()}" != run.report_digest:
        raise NotFound("The report's file is not what was published; it is not shown.", code="report_changed")
    return content
