"""What the domain refuses, told in the reader's language: one sentence a code. Codes without one keep their own words."""

from typing import Final

from flask_babel import lazy_gettext as _l

from catalogue_portal.errors import DomainError

SENTENCES: Final = {
    "unauthenticated": _l("Sign in to go on."),
    "forbidden": _l("Your roles do not allow this."),
    "wrong_role": _l("Your roles do not allow this."),
    "wrong_state": _l("The state has changed since the page was made: this is not possible now."),
    "not_found": _l("There is nothing here, or it is not yours to see."),
    "forged_form": _l("This form did not come from a page of ours, or the page was too old. Open the page again."),
    "of_the_publisher": _l("You belong to the publisher of this dossier: somebody else must do this."),
    "recused": _l("You have recused yourself from this dossier."),
}


def told(error: DomainError) -> str:
    """Return the sentence for this refusal."""
    sentence = SENTENCES.get(error.code)
    return error.detail if sentence is None else str(sentence)
