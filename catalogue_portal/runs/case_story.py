"""What a case's page tells: the requirement in a sentence, the witnesses in words, the exchanges drawn and listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from markupsafe import Markup

from catalogue_portal.runs.discrepancies import Discrepancy, discrepancies
from catalogue_portal.runs.findings import RequirementFinding
from catalogue_portal.runs.message_text import Side, sides
from catalogue_portal.runs.recording import Episode, Happening, Party
from catalogue_portal.runs.sequence_diagram import draw
from catalogue_portal.runs.strokes import answer_label, note_label, request_label, strokes
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l
from conformance_suite.report import CaseReport
from doctrine.model import Requirement

PARTIES: Final[Mapping[Party, object]] = {"person": _l("browser"), "app": _l("app"), "space": _l("space")}


@dataclass(frozen=True)
class Witness:
    """One of the three witnesses, in words."""

    name: str
    word: str
    meaning: str
    shape: str
    tone: str
    code: str = ""


@dataclass(frozen=True)
class CaseStory:
    """Everything the page of one case shows beside the finding itself."""

    finding: CaseReport
    about: RequirementFinding | None
    episode: Episode | None
    control: Episode | None
    language: str

    @property
    def requirement(self) -> Requirement | None:
        """The requirement as the edition words it."""
        return self.about.requirement if self.about else None

    @property
    def title(self) -> str:
        """The requirement's title."""
        return self.about.title(self.language) if self.about else self.finding.case

    @property
    def statement(self) -> str:
        """The requirement in one sentence."""
        return self.about.statement(self.language) if self.about else ""

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Where something was wrong, expected beside received."""
        return discrepancies(self.episode, self.control) if self.episode else ()

    @property
    def told_discrepancies(self) -> list[Discrepancy]:
        """The same, a difference that several messages carry on told once."""
        once = {(one.where, one.expected, one.received): one for one in reversed(self.discrepancies)}
        return [one for one in self.discrepancies if once[one.where, one.expected, one.received] is one]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each happening, as the drawing and the list show it."""
        return {one.id: number for number, one in enumerate(self.episode.happenings if self.episode else (), 1)}

    @property
    def drawing(self) -> Markup | None:
        """The sequence as a picture."""
        if self.episode is None or not self.episode.happenings:
            return None
        wrong = {one.happening: one.by_the_app for one in self.discrepancies}
        lines = strokes(self.episode, wrong=wrong, pointed=self.finding.exchanges)
        description = _(
            "%(number)s exchanges in the order of time; the list below says the same.", number=len(self.numbers)
        )
        return draw(lines, title=_("Exchanges of case %(case)s", case=self.finding.case), description=description)

    @property
    def witnesses(self) -> list[Witness]:
        """The three witnesses."""
        said = self.finding.witnesses
        return [
            _yes_or_no(_("Control"), _("The same journey without the fault succeeds, before and after."), said.control),
            _yes_or_no(_("Delivery"), _("What was to be met really reached the app."), said.delivery),
            _effect(said.effect, self.finding.verdict),
        ]

    def wrong_of(self, happening: str) -> list[Discrepancy]:
        """Return what was wrong in one happening."""
        return [one for one in self.discrepancies if one.happening == happening]

    def parties(self, one: Happening) -> str:
        """Return who spoke to whom."""
        return f"{PARTIES[one.source]} → {PARTIES[one.target]}"

    def label(self, one: Happening) -> str:
        """Return request and answer on one line."""
        if one.request is None:
            return note_label(one)
        return f"{request_label(one.request)} · {answer_label(one.response)}"

    def sides(self, one: Happening) -> list[tuple[Side, Markup]]:
        """Return what was said, block by block, the wrong bytes marked."""
        wrong = [found.received for found in self.wrong_of(one.id)]
        return [(side, side.marked(wrong)) for side in sides(one)]


def _yes_or_no(name: str, meaning: str, said: object) -> Witness:
    if said is None:
        return Witness(name, _("Not needed here"), meaning, "dash", "quiet")
    if said:
        return Witness(name, _("Speaks"), meaning, "tick", "good")
    return Witness(name, _("Missing"), meaning, "question", "open")


def _effect(said: str | None, verdict: str) -> Witness:
    name, meaning = _("Effect"), _("What the app did, read from its own pages and from the space.")
    if said is None:
        return Witness(name, _("Not read"), meaning, "question", "open")
    if verdict == "fail":
        return Witness(name, _("Against the requirement"), meaning, "cross", "bad", said)
    if verdict == "pass":
        return Witness(name, _("Speaks"), meaning, "tick", "good", said)
    return Witness(name, _("Not enough to tell"), meaning, "question", "open", said)
