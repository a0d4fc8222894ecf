"""What holders and their relatives do to a space while whoever plays looks on: acts of the control interface."""

from collections.abc import Callable, Mapping
from typing import Final

from sandbox.holder import choices
from sandbox.holder.emergencies import Emergencies, RefusedEmergencyError
from sandbox.holder.professional_rights import ProfessionalRights, RightsOfProfessionals
from sandbox.inferred import inferred
from sandbox.json_value import JsonValue
from sandbox.oidc.acts import Deed, Reach, UnknownActError
from sandbox.people.account_lifecycle import AccountEvent
from sandbox.people.delegations import SCOPES, Delegations
from sandbox.people.people import People
from sandbox.people.persona import Persona

_Change = Callable[[ProfessionalRights], ProfessionalRights]


def _withdraw_consent(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    scope = _scope(parameters)
    return sum(choices.set_consent(reach.space, *party, scope, given=False) for party in reach.parties)


def _restore_consent(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    scope = _scope(parameters)
    return sum(choices.set_consent(reach.space, *party, scope, given=True) for party in reach.parties)


def _unpair(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return sum(choices.unpair(reach.space, *party) for party in reach.parties)


def _close_account(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _let_happen(reach, "close")


def _suspend_account(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _let_happen(reach, "suspend")


def _reactivate_account(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _let_happen(reach, "resume") + _let_happen(reach, "reopen")


def _let_happen(reach: Reach, event: AccountEvent) -> int:
    """Let something happen to the account of everybody in reach; it stays as it is where that cannot happen."""
    return sum(choices.let_happen(reach.space, persona_id, event) for persona_id in reach.people)


def _scope(parameters: Mapping[str, JsonValue]) -> str:
    scope = f"{parameters.get('family', 'measures')}.{parameters.get('direction', 'read')}"
    if scope not in inferred().data_scopes:
        raise UnknownActError(f"there is no consent {scope}; there are: {', '.join(inferred().data_scopes)}")
    return scope


def _announce_space(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _let_happen(reach, "announce")


def _open_space(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _let_happen(reach, "open") + _let_happen(reach, "reopen")


def _refuse_space(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _let_happen(reach, "refuse")


def _come_of_age(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return sum(choices.come_of_age(reach.space, persona) for persona in _people(reach))


def _name_delegate(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    """Let `delegate`, a persona id, be invited and accept, within `scope` (see or act)."""
    relative, scope = _person(reach, parameters, "delegate"), parameters.get("scope", "act")
    wanted = next((one for one in SCOPES if one == scope), None)
    if wanted is None:
        raise UnknownActError(f"scope is one of {', '.join(SCOPES)}")
    invited = [choices.delegate(reach.space, persona, relative.email, wanted) for persona in _people(reach)]
    return sum(choices.accept(reach.space, one, relative) for one in invited if one)


def _revoke_delegate(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    """End the delegation to `delegate`, or to everybody."""
    wanted = parameters.get("delegate")
    found = [
        one
        for persona_id in reach.people
        for one in reach.space.part(Delegations).of_holder(persona_id)
        if wanted is None or one.delegate_id == wanted
    ]
    return sum(choices.end_delegation(reach.space, one) for one in found)


def _allow_professional(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    professional_id = _professional(reach, parameters)
    return _decide(reach, lambda rights: rights.with_allowed(professional_id))


def _block_professional(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    professional_id = _professional(reach, parameters)
    return _decide(reach, lambda rights: rights.with_blocked(professional_id))


def _unblock_professional(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    professional_id = _professional(reach, parameters)
    return _decide(reach, lambda rights: rights.with_forgotten(professional_id))


def _choose_attending_physician(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    professional_id = _professional(reach, parameters)
    return _decide(reach, lambda rights: rights.with_attending(professional_id))


def _oppose_emergency_access(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _decide(reach, lambda rights: rights.with_emergency(opposed=True))


def _permit_emergency_access(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return _decide(reach, lambda rights: rights.with_emergency(opposed=False))


def _open_in_emergency(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    """Let `professional` open the records in an emergency, for `reason`; refused ones change nothing."""
    professional_id, reason, opened = _professional(reach, parameters), parameters.get("reason"), 0
    for persona in _people(reach):
        try:
            reach.space.part(Emergencies).open(persona, professional_id, reason if isinstance(reason, str) else "")
        except RefusedEmergencyError as refused:
            if refused.refusal is None:
                raise UnknownActError(str(refused)) from refused
        else:
            opened += 1
    return opened


def _decide(reach: Reach, change: _Change) -> int:
    rights = reach.space.part(RightsOfProfessionals)
    return sum(rights.put(persona, change(rights.of(persona))) for persona in _people(reach))


def _people(reach: Reach) -> list[Persona]:
    try:
        return [choices.find_person(reach.space, persona_id) for persona_id in reach.people]
    except LookupError as unknown:
        raise UnknownActError(str(unknown)) from unknown


def _person(reach: Reach, parameters: Mapping[str, JsonValue], name: str) -> Persona:
    wanted = parameters.get(name)
    persona = reach.space.part(People).find(wanted) if isinstance(wanted, str) else None
    if persona is None:
        raise UnknownActError(f"{name} is the id of a person who lives here")
    return persona


def _professional(reach: Reach, parameters: Mapping[str, JsonValue]) -> str:
    wanted = parameters.get("professional")
    professional = reach.space.part(People).directory.find(wanted) if isinstance(wanted, str) else None
    if professional is None:
        raise UnknownActError(f"no professional has the id {str(wanted)[:80]!r}")
    return professional.id


ACTS: Final[dict[str, Deed]] = {
    "withdraw_consent": _withdraw_consent,
    "restore_consent": _restore_consent,
    "unpair": _unpair,
    "close_account": _close_account,
    "suspend_account": _suspend_account,
    "reactivate_account": _reactivate_account,
    "announce_space": _announce_space,
    "open_space": _open_space,
    "refuse_space": _refuse_space,
    "come_of_age": _come_of_age,
    "name_delegate": _name_delegate,
    "revoke_delegate": _revoke_delegate,
    "allow_professional": _allow_professional,
    "block_professional": _block_professional,
    "unblock_professional": _unblock_professional,
    "choose_attending_physician": _choose_attending_physician,
    "oppose_emergency_access": _oppose_emergency_access,
    "permit_emergency_access": _permit_emergency_access,
    "open_in_emergency": _open_in_emergency,
}
