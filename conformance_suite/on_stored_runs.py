"""The command on runs that were played before: it knows nothing of playing, so that judging again starts at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance_suite import judge as judging
from conformance_suite import waivers as waiving
from conformance_suite.formats import forms
from conformance_suite.formats.told import told
from conformance_suite.options import debug_option, edition_option, format_option, language_option, waivers_option
from conformance_suite.report import with_waived
from conformance_suite.telling import excused
from conformance_suite.terminal import exits
from doctrine import loader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance_suite.explaining import Language


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@edition_option
@format_option
@waivers_option
@language_option
@debug_option
@exits
def judge(
    run_dir: Path,
    edition: str | None,
    formats: Sequence[str],
    waivers: Path | None,
    language: Language,
    *,
    debug: bool,  # noqa: ARG001 - read by `exits`
) -> int:
    """Judge a stored run again, offline. The report goes to standard output; with --format json, as it is stored."""
    allowed = waiving.read_waivers(waivers) if waivers else ()
    report = judging.judge(run_dir, edition=loader.load_edition(edition) if edition else None)
    waived = waiving.apply(allowed, report, today=datetime.now(UTC).date())
    if allowed:
        report = with_waived(report, waived.cases | {row.case for row in report.cases if row.waived})
    render = forms.renderers(language)[formats[0] if formats else "text"]
    click.echo(render(told(report, run_dir, waived.by_case)), nl=False)
    return excused(report, waived)
