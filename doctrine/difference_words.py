"""A difference between editions in words, for a lawyer; and as JSON. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doctrine.difference import Change, Changed, Difference
    from doctrine.model import Requirement

HEAD = Bilingual("De l'édition {} à l'édition {}", "From edition {} to edition {}")
SAME = Bilingual("Les deux éditions exigent la même chose.", "Both editions ask the same.")
COUNTS = Bilingual("{} nouvelle(s), {} retirée(s), {} changée(s)", "{} new, {} removed, {} changed")
ADDED = Bilingual("Nouvelles exigences", "New requirements")
REMOVED = Bilingual("Exigences retirées", "Requirements removed")
CHANGED = Bilingual("Exigences changées", "Requirements changed")
STRICTER = Bilingual("plus stricte", "stricter")
SOFTER = Bilingual("moins stricte", "less strict")
WAS = Bilingual("avant :", "before:")
IS = Bilingual("après :", "after: ")
NOTHING = Bilingual("(rien)", "(nothing)")
MEMBERS = {
    "revision": Bilingual("révision", "revision"),
    "theme": Bilingual("thème", "theme"),
    "title": Bilingual("titre", "title"),
    "statement": Bilingual("énoncé", "statement"),
    "actor": Bilingual("qui est tenu", "who is bound"),
    "profiles": Bilingual("sortes d'applications", "kinds of apps"),
    "applies_when": Bilingual("condition d'application", "when it applies"),
    "obligation": Bilingual("obligation", "obligation"),
    "conditional": Bilingual("obligation selon les cas", "obligation by condition"),
    "required_level": Bilingual("niveau exigé", "required level"),
    "legal_standing": Bilingual("portée juridique", "legal standing"),
    "source": Bilingual("source", "source"),
    "source_url": Bilingual("adresse de la source", "address of the source"),
    "clause": Bilingual("clause", "clause"),
    "official_ref": Bilingual("référence officielle", "official reference"),
    "provenance": Bilingual("provenance", "provenance"),
    "confidence": Bilingual("confiance", "confidence"),
    "cross_references": Bilingual("renvois", "cross-references"),
    "verification": Bilingual("vérification", "verification"),
    "reason": Bilingual("pourquoi pas une machine", "why not by a machine"),
    "rests_on": Bilingual("s'appuie sur", "rests on"),
    "evidence": Bilingual("preuves attendues", "evidence expected"),
    "remediation": Bilingual("correction", "how to mend it"),
}


def lines(found: Difference, language: str) -> Iterator[str]:
    """The difference, one line a thing."""
    yield HEAD[language].format(found.before.id, found.after.id)
    if found.empty:
        yield SAME[language]
        return
    yield COUNTS[language].format(len(found.added), len(found.removed), len(found.changed))
    yield from _listed(ADDED[language], found.added, language)
    yield from _listed(REMOVED[language], found.removed, language)
    if found.changed:
        yield ""
        yield CHANGED[language]
    for one in found.changed:
        yield from _changed(one, language)


def as_json(found: Difference, language: str) -> dict[str, object]:
    """The difference as JSON, its words in one language."""
    return {
        "schema": "poincon/doctrine-diff/1",
        "from": {"edition": found.before.id, "digest": found.before.digest},
        "to": {"edition": found.after.id, "digest": found.after.digest},
        "added": [_short(one, language) for one in found.added],
        "removed": [_short(one, language) for one in found.removed],
        "changed": [
            {
                **_short(one.after, language),
                "stricter": one.stricter,
                "changes": [
                    {"member": change.member, "before": change.before[language], "after": change.after[language]}
                    for change in one.changes
                ],
            }
            for one in found.changed
        ],
        "same_words_other_bytes": [one.id for one in found.resealed],
    }


def _listed(head: str, requirements: tuple[Requirement, ...], language: str) -> Iterator[str]:
    if requirements:
        yield ""
        yield head
    for one in requirements:
        yield f"  {one.id} r{one.revision} · {one.obligation} · {one.title[language]}"


def _changed(one: Changed, language: str) -> Iterator[str]:
    direction = {True: STRICTER, False: SOFTER}.get(one.stricter) if one.stricter is not None else None
    yield f"  {one.after.id} · {one.after.title[language]}{f' ({direction[language]})' if direction else ''}"
    for change in one.changes:
        yield from _change(change, language)


def _change(change: Change, language: str) -> Iterator[str]:
    yield f"    {MEMBERS[change.member][language]}"
    yield f"      {WAS[language]} {change.before[language] or NOTHING[language]}"
    yield f"      {IS[language]} {change.after[language] or NOTHING[language]}"


def _short(one: Requirement, language: str) -> dict[str, object]:
    return {"id": one.id, "revision": one.revision, "obligation": one.obligation.value, "title": one.title[language]}
