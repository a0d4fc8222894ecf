"""The people of the demonstration: made up, all with the same password, which the terminal tells."""

from dataclasses import dataclass

from catalogue_portal.accounts.passwords import hash_password
from catalogue_portal.accounts.repository import find_by_email
from catalogue_portal.accounts.service import create_user
from catalogue_portal.actor import SYSTEM, Role
from catalogue_portal.context import Context

PASSWORD = "poinçon, essai du métal"  # noqa: S105 - told to everybody, in a portal that says it is a demonstration


@dataclass(frozen=True)
class Player:
    """One person and what they do here."""

    email: str
    name: str
    part: str
    roles: frozenset[Role]


PUBLISHER = Player("alice@exemple-sante.test", "Alice Editrice", "publisher", frozenset({Role.PUBLISHER}))
REVIEWER = Player(
    "remi@ministere.test", "Rémi Rapporteur", "reviewer, also decides", frozenset({Role.REVIEWER, Role.DECIDER})
)
DECIDER = Player("denise@ministere.test", "Denise Décideuse", "decider", frozenset({Role.DECIDER}))
SECOND_DECIDER = Player("claude@ministere.test", "Claude Confirme", "decider", frozenset({Role.DECIDER}))
ADMINISTRATOR = Player("ada@cnam.test", "Ada Admin", "administrator, signs for CNAM", frozenset({Role.ADMINISTRATOR}))
CAST = (PUBLISHER, REVIEWER, DECIDER, SECOND_DECIDER, ADMINISTRATOR)


def seat_the_cast(context: Context) -> None:
    """Give everybody an account; those who have one keep it."""
    for player in CAST:
        password_hash = hash_password(PASSWORD)
        with context.database.writing() as session:
            if find_by_email(session, player.email) is None:
                create_user(
                    session,
                    SYSTEM,
                    player.email,
                    player.name,
                    password_hash,
                    roles=set(player.roles),
                    clock=context.clock,
                )
