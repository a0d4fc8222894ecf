"""A declaration filled in on a form: what was typed, row by row, becomes what is declared, or says what is wrong.

The rules are those of the file (`doctrine.convergence_reader`), told beside the field that breaks them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from catalogue_portal.web.speech import say as _
from doctrine.convergence import DATED, Convergence, Declared, State
from doctrine.convergence_reader import LONGEST, MOST_EVIDENCE
from doctrine.writing import CONTROL, day

PARTS: Final = ("state", "reason", "due", "plan", "evidence")


@dataclass
class Filled:
    """What was filled in: rows by requirement, and what is wrong by field (`due.REF-OAU-01`)."""

    declared: dict[str, Declared] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def typed_of(convergence: Convergence, requirements: Iterable[str]) -> dict[str, str]:
    """Return the fields of a form that shows what is declared of these requirements."""
    values: dict[str, str] = {}
    for name in requirements:
        one = convergence.of(name)
        told = (one.state.value, one.reason, one.due.isoformat() if one.due else "", one.plan, "\n".join(one.evidence))
        values |= {f"{part}.{name}": text for part, text in zip(PARTS, told, strict=True)}
    return values


def read(typed: Mapping[str, str], requirements: Iterable[str]) -> Filled:
    """Read the rows that were sent for these requirements; one that was not sent is left alone."""
    filled = Filled()
    for name in requirements:
        if f"state.{name}" in typed:
            wrong: dict[str, str] = {}
            filled.declared[name] = _row({part: typed.get(f"{part}.{name}", "") for part in PARTS}, wrong)
            filled.errors |= {f"{part}.{name}": [message] for part, message in wrong.items()}
    return filled


def joined(before: Convergence, rows: Mapping[str, Declared]) -> Convergence:
    """Return the declaration with those rows in place of its own that say something else."""
    other = {name: row for name, row in rows.items() if before.of(name) != row}
    return replace(before, declared={**before.declared, **other})


def _row(typed: Mapping[str, str], wrong: dict[str, str]) -> Declared:
    state = _state(typed["state"], wrong)
    found = Declared(
        state,
        reason=_words(typed, "reason", wrong),
        due=_due(typed["due"].strip(), wrong),
        plan=_words(typed, "plan", wrong),
        evidence=_evidence(typed["evidence"], wrong),
    )
    if state is State.NOT_APPLICABLE and not found.reason:
        wrong.setdefault("reason", _("Say why it does not concern this app."))
    if state is State.PLANNED and found.due is None:
        wrong.setdefault("due", _("Give the day by which the app will conform."))
    if state not in DATED:
        ahead = _("This is only for “planned” and “conforms in part”: empty it, or choose one of these.")
        wrong |= {part: ahead for part in ("due", "plan") if getattr(found, part) and part not in wrong}
    return found


def _state(typed: str, wrong: dict[str, str]) -> State:
    try:
        return State(typed)
    except ValueError:
        wrong["state"] = _("Choose one of the values.")
        return State.UNDECLARED


def _words(typed: Mapping[str, str], part: str, wrong: dict[str, str]) -> str:
    text = " ".join(typed[part].split())
    if len(text) > LONGEST:
        wrong[part] = _("This is too long: at most %(most)s characters.", most=LONGEST)
    if CONTROL.search(text):
        wrong[part] = _("There are characters in it that cannot be kept.")
    return text


def _due(typed: str, wrong: dict[str, str]) -> date | None:
    found = day(typed)
    if typed and found is None:
        wrong["due"] = _("Write a day of the calendar, as in 2027-03-31.")
    return found


def _evidence(typed: str, wrong: dict[str, str]) -> tuple[str, ...]:
    names = tuple(line.strip() for line in typed.splitlines() if line.strip())
    if len(names) > MOST_EVIDENCE:
        wrong["evidence"] = _("Name at most %(most)s documents, one a line.", most=MOST_EVIDENCE)
    if any(len(name) > LONGEST for name in names):
        wrong["evidence"] = _("This is too long: at most %(most)s characters.", most=LONGEST)
    if any(CONTROL.search(name) for name in names):
        wrong["evidence"] = _("There are characters in it that cannot be kept.")
    return names
