"""How a state or a verdict is told to people: a word and a shape first, a tone (colour) last.

One row a value. A test holds the tables against the lifecycles, so a new state without a word fails the build.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from catalogue_portal.web.speech import LaterText
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l


@dataclass(frozen=True)
class Word:
    """What is shown: the text, the shape beside it (see `web/shapes.html`) and the tone of both."""

    text: LaterText
    shape: str
    tone: str


VERDICTS: Final = {
    "pass": Word(_l("Passed"), "tick", "good"),
    "fail": Word(_l("Failed"), "cross", "bad"),
    "inconclusive": Word(_l("Inconclusive"), "question", "open"),
    "error": Word(_l("Our error"), "alert", "ours"),
    "skipped": Word(_l("Skipped"), "skip", "quiet"),
    "not_applicable": Word(_l("Not applicable"), "dash", "quiet"),
    "conformant": Word(_l("Conformant"), "tick", "good"),
    "nonconformant": Word(_l("Not conformant"), "cross", "bad"),
    "manual": Word(_l("Read by people"), "eye", "quiet"),
}

METHODS: Final = {
    "automated": _l("the suite, not in this run"),
    "hook_up": _l("the hook-up run, after the agreement"),
    "inspection": _l("a reviewer, on documents"),
    "declaration": _l("the publisher's signed word"),
}

OBLIGATIONS: Final = {
    "SHALL": _l("must"),
    "SHOULD": _l("should"),
    "MAY": _l("may"),
}

STATES: Final = {
    "organisation": {
        "unverified": Word(_l("Not verified yet"), "ring", "open"),
        "verified": Word(_l("Verified"), "tick", "good"),
        "suspended": Word(_l("Put on hold"), "pause", "bad"),
    },
    "user": {
        "active": Word(_l("Active"), "tick", "good"),
        "disabled": Word(_l("Disabled"), "pause", "bad"),
    },
    "run": {
        "queued": Word(_l("Waiting for its turn"), "ring", "open"),
        "running": Word(_l("Running"), "half", "open"),
        "finished": Word(_l("Finished"), "disc", "quiet"),
        "cancelled": Word(_l("Stopped"), "square", "quiet"),
        "failed": Word(_l("Our error"), "alert", "ours"),
    },
    "dossier": {
        "draft": Word(_l("Draft"), "ring", "quiet"),
        "submitted": Word(_l("Submitted"), "half", "open"),
        "admissible": Word(_l("Admissible"), "half", "open"),
        "inadmissible": Word(_l("Not admissible"), "cross", "bad"),
        "under_review": Word(_l("Under evaluation"), "half", "open"),
        "complement_requested": Word(_l("Waiting for a complement"), "pause", "open"),
        "opinion_given": Word(_l("Opinion given"), "half", "open"),
        "approved": Word(_l("Approved"), "tick", "good"),
        "refused": Word(_l("Refused"), "cross", "bad"),
        "closed": Word(_l("Closed"), "disc", "quiet"),
        "withdrawn": Word(_l("Withdrawn by the publisher"), "square", "quiet"),
        "lapsed": Word(_l("Lapsed"), "square", "quiet"),
    },
    "agreement": {
        "drafted": Word(_l("Draft"), "ring", "quiet"),
        "open_for_signature": Word(_l("Being signed"), "half", "open"),
        "signed": Word(_l("Signed by all three"), "half", "open"),
        "hook_up": Word(_l("Hook-up being played"), "half", "open"),
        "hook_up_failed": Word(_l("Hook-up failed"), "cross", "bad"),
        "in_force": Word(_l("In force"), "tick", "good"),
        "expired": Word(_l("Come to its end"), "square", "quiet"),
        "lapsed": Word(_l("Lapsed, never in force"), "square", "quiet"),
        "terminated": Word(_l("Ended by a measure"), "cross", "bad"),
        "abandoned": Word(_l("Given up"), "square", "quiet"),
    },
    "proceeding": {
        "awaiting_confirmation": Word(_l("In effect, to be confirmed"), "pause", "bad"),
        "hearing": Word(_l("The publisher may be heard"), "half", "open"),
        "heard": Word(_l("The publisher was heard"), "half", "open"),
        "in_effect": Word(_l("In effect"), "pause", "bad"),
        "lifting_proposed": Word(_l("In effect, lifting proposed"), "pause", "bad"),
        "lapsed": Word(_l("Lapsed, not confirmed"), "square", "quiet"),
        "dropped": Word(_l("Dropped"), "square", "quiet"),
        "lifted": Word(_l("Lifted"), "tick", "quiet"),
    },
    "label": {
        "valid": Word(_l("Valid"), "tick", "good"),
        "suspended": Word(_l("Suspended"), "pause", "bad"),
        "withdrawn": Word(_l("Withdrawn"), "cross", "bad"),
        "expired": Word(_l("Expired"), "square", "quiet"),
    },
}


def verdict_word(value: str | None) -> Word:
    """Return how a verdict is told; None is a requirement that no machine checks."""
    return VERDICTS[value or "manual"]


def method_word(method: str) -> str:
    """Return who tells whether a requirement is met that no case of a run speaks to."""
    return str(METHODS.get(method, method))


def state_word(noun: str, state: str) -> Word:
    """Return how a state of a noun is told."""
    return STATES[noun][state]


OUTCOMES: Final = {
    "met": Word(_l("Met"), "tick", "good"),
    "not_met": Word(_l("Not met"), "cross", "bad"),
    "not_applicable": Word(_l("Not applicable"), "dash", "quiet"),
}
DECLARED: Final = {
    "conforms": Word(_l("Conforms"), "tick", "good"),
    "partly": Word(_l("Conforms in part"), "half", "open"),
    "planned": Word(_l("Planned"), "ring", "open"),
    "not_applicable": Word(_l("Not applicable"), "dash", "quiet"),
    "undeclared": Word(_l("Not declared"), "question", "quiet"),
}
CONFRONTED: Final = {
    "proves": Word(_l("The suite supports it"), "tick", "good"),
    "contradicts": Word(_l("The suite contradicts it"), "cross", "bad"),
    "still_fails": Word(_l("Still fails"), "alert", "bad"),
    "silent": Word(_l("The suite is silent"), "dash", "quiet"),
}
SENSES: Final = {
    "favourable": Word(_l("Favourable"), "tick", "good"),
    "favourable_with_non_suspensive_reservations": Word(_l("Favourable, with dated duties"), "tick", "good"),
    "favourable_with_suspensive_reservations": Word(_l("Favourable, once reservations are lifted"), "pause", "open"),
    "unfavourable": Word(_l("Unfavourable"), "cross", "bad"),
}
DECISIONS: Final = {
    "approved": Word(_l("Approved"), "tick", "good"),
    "refused": Word(_l("Refused"), "cross", "bad"),
}
CHAIN: Final = {
    "intact": Word(_l("The chain holds"), "tick", "good"),
    "broken": Word(_l("The chain is broken"), "cross", "bad"),
}
KINDS: Final = {
    "urgent_suspension": _l("Urgent suspension"),
    "suspension": _l("Suspension"),
    "withdrawal": _l("Withdrawal"),
}
GROUNDS: Final = {
    "security": _l("security"),
    "privacy": _l("privacy"),
    "patient_safety": _l("safety of people"),
    "nonconformity": _l("nonconformity"),
    "agreement_breached": _l("breach of the agreement"),
}
PARTIES: Final = {"publisher": _l("the publisher"), "minister": _l("the minister"), "cnam": _l("CNAM")}
ASSURANCES: Final = {
    "pod": _l("played by the platform in a closed pod"),
    "remote": _l("played by the platform on a domain proven to be the publisher's"),
    "assisted": _l("played in an assisted session"),
    "process": _l("played as a process on the operator's machine (demonstration)"),
}


PURPOSES: Final = {
    "prevention": _l("prevention"),
    "diagnosis": _l("diagnosis"),
    "care": _l("care"),
    "social_follow_up": _l("social follow-up"),
}
FAMILIES: Final = {
    "measures": _l("measures"),
    "documents": _l("documents"),
    "agenda": _l("agenda"),
    "messages": _l("messages"),
}
DIRECTIONS: Final = {"read": _l("reads"), "write": _l("writes")}


def purpose_word(purpose: str) -> str:
    """Return a purpose as people say it."""
    return str(PURPOSES.get(purpose, purpose))


def exchange_words(family: str, directions: Iterable[str]) -> str:
    """Return what is exchanged and which way, such as "reads and writes measures"."""
    ways = _(" and ").join(str(DIRECTIONS.get(one, one)) for one in directions)
    return f"{ways} {FAMILIES.get(family, family)}"


def capital(text: str) -> str:
    """Return the text with a capital at its beginning and the rest as it is: CNAM stays CNAM."""
    return text[:1].upper() + text[1:]
