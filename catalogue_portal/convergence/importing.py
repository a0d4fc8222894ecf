"""A file of `poincon convergence` brought to the portal: what it would change is shown before anything is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App
from catalogue_portal.context import context
from catalogue_portal.convergence import service
from catalogue_portal.convergence.intake import Intake, kept, take_file
from catalogue_portal.convergence.repository import newest_of
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import DomainError, Invalid
from catalogue_portal.web import forms
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from doctrine.convergence import Convergence
from doctrine.convergence_difference import ConvergenceDifference, difference
from doctrine.source import LARGEST

MOST_LINES: Final = 2_000
"""Lines of a refused file that are shown with their numbers."""


@dataclass(frozen=True)
class WrongLine:
    """One problem of a file, in the words of the reader, beside the line it speaks of."""

    line: int | None
    message: str


def sent() -> bytes:
    """Return the file that was sent, else what was pasted, with the line ends that the field of a page doubles."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return upload.stream.read(LARGEST + 1)
    return request.form.get("text", "").replace("\r\n", "\n").encode(errors="surrogatepass")


def page(
    session: Session,
    app: App,
    form: forms.Form | None = None,
    *,
    wrong: Sequence[WrongLine] = (),
    lines: Sequence[str] = (),
    found: ConvergenceDifference | None = None,
    edition: str | None = None,
) -> str:
    """Return the page that asks for a file, with what is wrong with one or with what one would change."""
    newest = newest_of(session, app.id)
    return render_template(
        "convergence/file.html",
        app=app,
        form=form or forms.Form(),
        after=newest.number if newest else 0,
        wrong=wrong,
        lines=lines,
        found=found,
        edition=edition_named(edition),
    )


def dry_run_page(session: Session, app: App, raw: bytes) -> str:
    """Return the page with what the file would change. Raises Invalid for a file that is refused."""
    intake = _take(app, raw)
    newest = newest_of(session, app.id)
    before = kept(newest.text) if newest else Convergence(app.name, intake.convergence.edition)
    return page(
        session,
        app,
        form=forms.Form({"text": intake.text}),
        found=difference(before, intake.convergence),
        edition=intake.convergence.edition,
    )


def keep(actor: Actor, app: App, raw: bytes) -> int:
    """Keep the file as the next version, after the one that the difference was shown against."""
    intake = _take(app, raw)
    try:
        after = int(request.form.get("after", ""))
    except ValueError as error:
        raise Invalid("The form does not say which version it was made from.") from error
    with context().database.writing() as session:
        return service.save(session, actor, app.id, intake, after=after).number


def refused_page(session: Session, app: App, raw: bytes, error: DomainError) -> str:
    """Return the page with every problem at its line; what was sent is kept when it is text of a size to be mended."""
    text = raw.decode(errors="replace") if len(raw) <= LARGEST and b"\0" not in raw else ""
    found = error.members.get("errors")
    rows = found if isinstance(found, list) else []
    wrong = tuple(WrongLine(row.get("line"), str(row.get("message", ""))) for row in rows)
    form = forms.Form({"text": text}, refusal=None if wrong else told(error))
    lines = text.splitlines()
    return page(session, app, form=form, wrong=wrong, lines=lines if len(lines) <= MOST_LINES else ())


def _take(app: App, raw: bytes) -> Intake:
    if not raw.strip():
        raise Invalid(_("Choose a file, or paste its text."), code="convergence_missing")
    intake = take_file(raw)
    service.refuse_another_app(app, intake)
    return intake
