"""What a holder, or who acts for them, decides about the space: each function is one choice with all that follows.

Callers have checked who asks (see `sandbox.people.mandates`); each returns how many things it changed.
"""

from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.pairings import Pairings
from sandbox.oidc.standing import pairing_in_force
from sandbox.people.account_lifecycle import AccountEvent, NoTransitionError
from sandbox.people.accounts import Accounts
from sandbox.people.delegations import Delegation, Delegations, DelegationScope
from sandbox.people.majority import Majority
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def let_happen(space: Space, persona_id: str, event: AccountEvent) -> int:
    """Let something happen to an account; without a space no pairing is left. 0 when it cannot happen."""
    with space.lock:
        try:
            account = space.part(Accounts).happen(persona_id, event)
        except NoTransitionError:
            return 0
        if account.status not in {"active", "suspended"}:
            unpair_all(space, persona_id)
    return 1


def unpair(space: Space, persona_id: str, client_id: str) -> int:
    """End a pairing, and every token that came of it."""
    with space.lock:
        paired = space.part(Pairings).find(persona_id, client_id) is not None
        space.part(Pairings).unpair(persona_id, client_id)
        space.part(Authorizations).revoke(persona_id, client_id)
    return int(paired)


def unpair_all(space: Space, persona_id: str) -> int:
    """End every pairing of a person."""
    with space.lock:
        return sum(unpair(space, persona_id, one.client_id) for one in space.part(Pairings).of(persona_id))


def set_consent(space: Space, persona_id: str, client_id: str, scope: str, *, given: bool) -> int:
    """Withdraw or give back one consent; the pairing stays."""
    with space.lock:
        pairings = space.part(Pairings)
        pairing = pairings.find(persona_id, client_id)
        if pairing is None or (scope in pairing.consents) is given:
            return 0
        change = pairings.allow if given else pairings.withdraw
        change(pairing, scope)
    return 1


def come_of_age(space: Space, persona: Persona) -> int:
    """Let a minor be of age: whatever their guardians paired ends."""
    with space.lock:
        if not space.part(Majority).come_of_age(persona):
            return 0
        _end_pairings_without_mandate(space, persona.id)
    return 1


def delegate(space: Space, holder: Persona, email: str, scope: DelegationScope) -> Delegation | None:
    """Invite a relative; only somebody of age delegates, and not to themself (None)."""
    if space.part(Majority).is_minor(holder) or email.strip().casefold() == holder.email.casefold():
        return None
    with space.lock:
        invited = space.part(Delegations).invite(holder.id, email, scope)
        _end_pairings_without_mandate(space, holder.id)
    return invited


def accept(space: Space, delegation: Delegation, delegate_: Persona) -> int:
    """Accept an invitation; it must be of this person's address."""
    if delegation.email != delegate_.email.casefold():
        return 0
    return int(space.part(Delegations).accept(delegation, delegate_.id) is not None)


def end_delegation(space: Space, delegation: Delegation) -> int:
    """Revoke or decline a delegation: whatever the relative paired ends at once."""
    with space.lock:
        ended = space.part(Delegations).end(delegation)
        _end_pairings_without_mandate(space, delegation.holder_id)
    return int(ended)


def find_person(space: Space, persona_id: str) -> Persona:
    """Return a person of the space.

    Raises:
        LookupError: nobody has that id.
    """
    persona = space.part(People).find(persona_id)
    if persona is None:
        raise LookupError(f"nobody here has the id {persona_id[:80]!r}")
    return persona


def _end_pairings_without_mandate(space: Space, persona_id: str) -> None:
    """End what rests on a mandate that is no more; `sandbox.oidc.standing` refuses it already."""
    for pairing in space.part(Pairings).of(persona_id):
        if pairing_in_force(space, persona_id, pairing.client_id) is None:
            unpair(space, persona_id, pairing.client_id)
