"""Going over to another edition: what is asked anew is shown first, and a version is made only when that is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App
from catalogue_portal.apps.repository import list_releases
from catalogue_portal.context import context
from catalogue_portal.convergence import intake, service
from catalogue_portal.convergence.declaring import declared_at
from catalogue_portal.convergence.policy import declarable_app
from catalogue_portal.convergence.repository import newest_of
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import Conflict, DomainError, Invalid, NotFound
from catalogue_portal.web.languages import language
from catalogue_portal.web.refusals import told
from doctrine.applicability import applies
from doctrine.convergence import Convergence
from doctrine.convergence_writer import to_yaml
from doctrine.difference import Changed, difference
from doctrine.loader import editions
from doctrine.model import Edition, Requirement


@dataclass(frozen=True)
class Passage:
    """What another edition asks of this app: what comes, goes and changes, and the declaration carried over."""

    present: Edition
    target: Edition
    added: Sequence[Requirement]
    removed: Sequence[Requirement]
    changed: Sequence[Changed]
    carried: Convergence

    @property
    def untouched(self) -> bool:
        """Whether the app is asked the same."""
        return not (self.added or self.removed or self.changed)


def page(session: Session, app: App, name: str | None, refusal: DomainError | None = None) -> str:
    """Return the page that shows what would change; raises NotFound for an edition that is not on file."""
    newest = newest_of(session, app.id)
    number = newest.number if newest else 0
    return render_template(
        "convergence/edition.html",
        app=app,
        after=number,
        passage=_passage(session, app, declared_at(session, app, number), _wanted(name)),
        refusal=told(refusal) if refusal else None,
        overtaken=isinstance(refusal, Conflict),
    )


def keep(actor: Actor, app_id: str, name: str | None, typed: Mapping[str, str]) -> int:
    """Keep the declaration for that edition as the next version, and return its number.

    What is declared of a requirement that the edition does not have is not carried over; older versions keep it.
    Raises Conflict when somebody saved meanwhile.
    """
    after = typed.get("after", "")
    if not after.isdecimal() or len(after) > len("1000000"):
        raise Invalid("The form does not say which version it was made from.")
    with context().database.reading() as session:
        app = declarable_app(session, actor, app_id)
        newest = newest_of(session, app.id)
        if int(after) > (newest.number if newest else 0):
            raise NotFound("There is no such version.")
        passage = _passage(session, app, declared_at(session, app, int(after)), _wanted(name))
    taken = intake.take(to_yaml(passage.carried, passage.target, language()))
    with context().database.writing() as session:
        return service.save(session, actor, app_id, taken, after=int(after)).number


def others(present: str) -> tuple[str, ...]:
    """Return the editions on file that one could go over to."""
    return tuple(name for name in editions() if name != present)


def _wanted(name: str | None) -> Edition:
    if name is None or name not in editions():
        raise NotFound("There is no such edition.")
    return edition_named(name)


def _passage(session: Session, app: App, before: Convergence, target: Edition) -> Passage:
    present = edition_named(before.edition)
    facts = service.facts_of(app.kind, next(iter(list_releases(session, app.id)), None))
    found = difference(present, target)
    kept = {name: row for name, row in before.declared.items() if target.find(name) is not None}
    return Passage(
        present,
        target,
        added=[one for one in found.added if applies(one, facts)],
        removed=[one for one in found.removed if applies(one, facts) or one.id in before.declared],
        changed=[one for one in found.changed if applies(one.before, facts) or applies(one.after, facts)],
        carried=replace(before, edition=target.id, declared=kept),
    )
