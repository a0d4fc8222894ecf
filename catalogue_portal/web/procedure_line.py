"""The line of the procedure, from the request to the label, as every dossier page draws it."""

from dataclasses import dataclass
from typing import Final

from catalogue_portal.web.speech import LaterText
from catalogue_portal.web.speech import say_later as _l

STEPS: Final = (
    ("filing", _l("Filing")),
    ("admissibility", _l("Admissibility")),
    ("evaluation", _l("Evaluation")),
    ("opinion", _l("Opinion")),
    ("decision", _l("Decision")),
    ("agreement", _l("Agreement")),
    ("hook_up", _l("Hook-up")),
    ("label", _l("Label")),
)
AT: Final = {
    "draft": "filing",
    "submitted": "admissibility",
    "inadmissible": "admissibility",
    "admissible": "evaluation",
    "under_review": "evaluation",
    "complement_requested": "evaluation",
    "opinion_given": "decision",
    "refused": "decision",
    "approved": "agreement",
    "closed": "label",
}
ENDED_BADLY: Final = frozenset({"inadmissible", "refused", "withdrawn", "lapsed"})
SHAPES: Final = {"done": "tick", "here": "half", "stopped": "cross", "ahead": "ring"}


@dataclass(frozen=True)
class Step:
    """One step as drawn: `standing` is done, here, stopped or ahead."""

    text: LaterText
    standing: str

    @property
    def shape(self) -> str:
        """The shape that tells the standing without a colour."""
        return SHAPES[self.standing]


def procedure_line(dossier_state: str, *, at: str | None = None, done: bool = False) -> list[Step]:
    """Return the steps of a dossier in this state; `at` names a later step that is known to be reached.

    `done` says that nothing is left to do: the label is struck.
    """
    names = [name for name, _ in STEPS]
    here = names.index(at or AT.get(dossier_state, "filing"))
    stopped = dossier_state in ENDED_BADLY
    return [Step(text, _standing(place, here, stopped=stopped, done=done)) for place, (_, text) in enumerate(STEPS)]


def _standing(place: int, here: int, *, stopped: bool, done: bool) -> str:
    if place < here or done:
        return "done"
    if place > here:
        return "ahead"
    return "stopped" if stopped else "here"
