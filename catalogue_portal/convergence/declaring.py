"""The form on which a declaration is filled in, theme by theme: as it stands, refused, or overtaken by somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import render_template
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.models import App
from catalogue_portal.context import context
from catalogue_portal.convergence import filling, intake, service
from catalogue_portal.convergence.chapters import Chapter, Show, chapter_named, next_left, parts_of
from catalogue_portal.convergence.intake import kept
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.policy import declarable_app, readable_version
from catalogue_portal.convergence.repository import newest_of, versions_of
from catalogue_portal.convergence.standing import Standing, standing
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import Conflict, DomainError, Invalid, NotFound
from catalogue_portal.web import forms, words
from catalogue_portal.web.languages import language
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from doctrine.confrontation import Outcome
from doctrine.convergence import Convergence, State
from doctrine.convergence_difference import ConvergenceDifference, difference
from doctrine.convergence_writer import to_yaml
from doctrine.position import Position


@dataclass(frozen=True)
class Wanted:
    """What of the long list is wanted: a theme, a filter, and whether what the run proved is proposed."""

    theme: str | None = None
    show: str = Show.ALL
    after: str | None = None
    """The theme whose follower is wanted."""
    proposed: bool = False


class Unfilled(Invalid):
    """Fields of the form break a rule."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("Some rows are not right; see errors.", errors=errors)
        self.errors = errors


def wanted(query: Mapping[str, str]) -> Wanted:
    """Read from the address what is wanted."""
    theme, show = query.get("theme") or None, query.get("show") or Show.ALL
    return Wanted(theme, show, query.get("next"), query.get("propose") == "run")


def save(actor: Actor, app_id: str, typed: Mapping[str, str]) -> int | None:
    """Keep what was typed as the next version and return its number; None when nothing differs.

    Raises Unfilled for fields that are wrong, Conflict when somebody saved meanwhile.
    """
    after = _after(typed)
    with context().database.reading() as session:
        app = declarable_app(session, actor, app_id)
        newest = newest_of(session, app_id)
        base = declared_at(session, app, after)
    edition = edition_named(base.edition)
    filled = filling.read(typed, [one.id for one in edition.requirements])
    if filled.errors:
        raise Unfilled(filled.errors)
    wish = filling.joined(base, filled.declared)
    if newest is not None and newest.number == after and difference(base, wish).empty:
        return None
    taken = intake.take(to_yaml(wish, edition, language()))
    with context().database.writing() as session:
        return service.save(session, actor, app_id, taken, after=after).number


@dataclass(frozen=True)
class Desk:
    """Somebody before the form of an app, with what they want to see and what they have typed."""

    session: Session
    actor: Actor
    app: App
    wish: Wanted
    typed: Mapping[str, str] = field(default_factory=dict)

    def asked(self) -> str:
        """Return the form as it stands by the newest version."""
        wish, stands = self.wish, self._standing(newest_of(self.session, self.app.id))
        chapters = parts_of(stands.positions, wish.show)
        here = _followed(chapters, wish.after) or chapter_named(chapters, wish.theme)
        if here is None and wish.theme:
            raise NotFound("There is no such theme.")
        shown = here.shown if here else ()
        values = filling.typed_of(stands.convergence, [one.requirement.id for one in shown])
        proposed = [one.requirement.id for one in shown if _is_provable(one)] if wish.proposed else []
        values |= {f"state.{name}": State.CONFORMS.value for name in proposed}
        return self._page(stands, here, forms.Form(values), proposed=proposed)

    def refused(self, error: DomainError) -> str:
        """Return the form with everything that was typed, and what is wrong beside its field."""
        after = _number(self.typed)
        stands = self._standing(readable_version(self.session, self.actor, self.app.id, after) if after else None)
        if isinstance(error, Unfilled):
            form = forms.Form(self.typed, dict(error.errors))
        else:
            form = forms.Form(self.typed, refusal=_refusal(error))
        return self._page(stands, self._sent(stands), form)

    def overtaken(self, conflict: Conflict) -> str:
        """Return the form after somebody else's version: theirs is shown, what was typed is kept and not saved yet."""
        stands = self._standing(newest_of(self.session, self.app.id))
        base = declared_at(self.session, self.app, _number(self.typed))
        filled = filling.read(self.typed, [one.id for one in stands.edition.requirements])
        mine = {name for name, row in filled.declared.items() if base.of(name) != row}
        theirs = difference(base, stands.convergence)
        kept_rows = [name for name in filled.declared if name not in mine]
        form = forms.Form({**self.typed, **filling.typed_of(stands.convergence, kept_rows)}, refusal=told(conflict))
        for one in theirs.changes:
            if one.requirement in mine and filled.declared[one.requirement] != one.after:
                said = words.DECLARED[one.after.state.value].text
                form.errors[f"state.{one.requirement}"] = [
                    _("Somebody else saved meanwhile: “%(said)s”. Saving again puts yours in its place.", said=said)
                ]
        return self._page(stands, self._sent(stands), form, theirs=theirs)

    def _sent(self, stands: Standing) -> Chapter | None:
        """The theme with exactly the rows that were sent, whatever the filter says by now."""
        here = chapter_named(parts_of(stands.positions), self.wish.theme)
        if here is None:
            return None
        return replace(here, shown=tuple(one for one in here.rows if f"state.{one.requirement.id}" in self.typed))

    def _page(
        self,
        stands: Standing,
        here: Chapter | None,
        form: forms.Form,
        *,
        proposed: Sequence[str] = (),
        theirs: ConvergenceDifference | None = None,
    ) -> str:
        chapters = parts_of(stands.positions, self.wish.show)
        applying = [one for one in stands.positions if one.applies]
        return render_template(
            "convergence/declare.html",
            app=self.app,
            stands=stands,
            chapters=chapters,
            here=here,
            show=self.wish.show,
            form=form,
            labels=_labels(stands, form),
            after=stands.version.number if stands.version else 0,
            proposed=proposed,
            provable=[one for one in here.shown if _is_provable(one)] if here else [],
            theirs=theirs,
            declared=len(applying) - len(stands.left),
            to_declare=len(applying),
            following=next_left(chapters, here.id) if here else None,
        )

    def _standing(self, version: ConvergenceVersion | None) -> Standing:
        here = context()
        today = here.clock.now().date()
        return standing(self.session, self.app, version, today=today, settings=here.settings)


def _labels(stands: Standing, form: forms.Form) -> dict[str, str]:
    """What the fields that are wrong are called in the list of them: the requirement's title."""
    found = {one.requirement.id: one.requirement.title[language()] for one in stands.positions}
    return {name: found.get(name.partition(".")[2], name) for name in form.errors}


def _followed(chapters: Sequence[Chapter], after: str | None) -> Chapter | None:
    names = [one.id for one in chapters]
    if after not in names:
        return None
    place = names.index(after) + 1
    later = [*chapters[place:], *chapters[:place]]
    return next((one for one in later if one.left), later[0])


def _is_provable(one: Position) -> bool:
    return one.declared.state is State.UNDECLARED and one.outcome is Outcome.PROVES


def declared_at(session: Session, app: App, number: int) -> Convergence:
    """Return what a version of an app declares; 0: nothing yet, for the edition in force. Raises NotFound."""
    if not number:
        return Convergence(app.name, edition_named(None).id)
    version = next((one for one in versions_of(session, app.id) if one.number == number), None)
    if version is None:
        raise NotFound("There is no such version.")
    return kept(version.text)


def _after(typed: Mapping[str, str]) -> int:
    try:
        return int(typed.get("after", ""))
    except ValueError as error:
        raise Invalid("The form does not say which version it was made from.") from error


def _number(typed: Mapping[str, str]) -> int:
    try:
        return _after(typed)
    except Invalid:
        return 0


def _refusal(error: DomainError) -> str:
    found = error.members.get("errors")
    first = found[0].get("message", "") if isinstance(found, list) and found else ""
    return f"{told(error)} {first}".strip()
