"""How each passage of a lifecycle is offered to people: the button's text, its weight, whether a page asks for more."""

from dataclasses import dataclass
from typing import Final

from catalogue_portal.web.speech import LaterText
from catalogue_portal.web.speech import say_later as _l


@dataclass(frozen=True)
class ActWord:
    """One button. `asks` says that it leads to a page that asks for reasons or the like before anything happens."""

    text: LaterText
    kind: str = ""
    asks: bool = False


ACTS: Final = {
    "organisation": {
        "verify": ActWord(_l("Verify this organisation"), "primary"),
        "suspend": ActWord(_l("Suspend this organisation"), "grave"),
        "reinstate": ActWord(_l("Reinstate this organisation"), "primary"),
    },
    "run": {
        "cancel": ActWord(_l("Stop this run")),
        "request_cancellation": ActWord(_l("Stop this run")),
    },
    "dossier": {
        "submit": ActWord(_l("Submit the dossier"), "primary"),
        "withdraw": ActWord(_l("Withdraw the dossier"), "grave", asks=True),
        "admit": ActWord(_l("Find it complete"), "primary"),
        "declare_inadmissible": ActWord(_l("Declare it inadmissible"), "grave", asks=True),
        "open_review": ActWord(_l("Begin the evaluation"), "primary"),
        "request_complement": ActWord(_l("Ask for a complement"), asks=True),
        "answer_complement": ActWord(_l("Answer the office"), "primary", asks=True),
        "give_opinion": ActWord(_l("Write down the opinion"), "primary", asks=True),
        "approve": ActWord(_l("Approve the listing"), "primary", asks=True),
        "refuse": ActWord(_l("Refuse the listing"), "grave", asks=True),
    },
    "agreement": {
        "open_for_signature": ActWord(_l("Open for signature"), "primary"),
        "sign_for_publisher": ActWord(_l("Sign for the publisher"), "primary", asks=True),
        "sign_for_minister": ActWord(_l("Sign for the minister"), "primary", asks=True),
        "sign_for_cnam": ActWord(_l("Sign for CNAM"), "primary", asks=True),
        "request_hook_up": ActWord(_l("Play the hook-up"), "primary"),
        "abandon": ActWord(_l("Give up this agreement"), "grave", asks=True),
    },
    "proceeding": {
        "confirm": ActWord(_l("Confirm as second person"), "primary", asks=True),
        "pronounce": ActWord(_l("Pronounce the measure"), "grave", asks=True),
        "observe": ActWord(_l("Give our observations"), "primary", asks=True),
        "drop": ActWord(_l("Drop the proceeding"), asks=True),
        "propose_lifting": ActWord(_l("Propose to lift the measure"), asks=True),
        "maintain": ActWord(_l("Maintain the measure"), asks=True),
        "lift": ActWord(_l("Lift the measure"), asks=True),
    },
}


def act_word(noun: str, event: str) -> ActWord:
    """Return how a passage is offered."""
    return ACTS[noun][event]
