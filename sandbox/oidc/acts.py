"""How an act is done while an episode is played, and what time and the space do to the tokens of a pairing."""

from collections.abc import Callable, Mapping

from sandbox.clock import Clock
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.launches import Launches
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.spaces import Space


class UnknownActError(ValueError):
    """No act has that name, or it was asked with parameters that it does not have."""


class Reach:
    """Whom an act is about: the people and tokens of an episode, or those of one person."""

    def __init__(self, space: Space, episode: str | None, persona_id: str | None) -> None:
        if episode is None and persona_id is None:
            raise UnknownActError("an act needs an episode, or a persona in its parameters")
        self.space = space
        self.authorizations = space.part(Authorizations)
        self.access_tokens = self.authorizations.access_tokens(episode, persona_id)
        self.refresh_tokens = self.authorizations.refresh_tokens(episode, persona_id)
        issued = [token.authorization for token in self.access_tokens]
        self.parties = sorted({(authorization.persona_id, authorization.client_id) for authorization in issued})
        self.people = sorted({persona for persona, _client in self.parties} | ({persona_id} if persona_id else set()))


Deed = Callable[[Reach, Mapping[str, JsonValue]], int]  # returns how many of what it is about it touched


def act(space: Space, episode: str | None, name: str, deed: Deed, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Do what an act is; return what was done, `changed` being how many tokens, pairings or people it touched.

    Raises:
        UnknownActError: a parameter is wrong.
    """
    persona_id = parameters.get("persona")
    with space.lock:
        reach = Reach(space, episode, persona_id if isinstance(persona_id, str) else None)
        changed = deed(reach, parameters)
    return {"act": name, "personas": list(reach.people), "changed": changed, **dict(parameters)}


def _expire_access_token(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    now = reach.space.part(Clock).now()
    for token in reach.access_tokens:
        token.expires_at = min(token.expires_at, now)
    return len(reach.access_tokens)


def _revoke_refresh_token(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    for token in reach.refresh_tokens:
        token.revoked = True
    return len(reach.refresh_tokens)


def _rotate_keys(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return reach.space.part(SigningKeys).rotate()


def _retire_keys(reach: Reach, _parameters: Mapping[str, JsonValue]) -> int:
    return reach.space.part(SigningKeys).retire()


def _launch_app(reach: Reach, parameters: Mapping[str, JsonValue]) -> int:
    """Let `launch`, the value that an app will be given, stand for being opened from this person's space."""
    launch = parameters.get("launch")
    if not isinstance(launch, str) or not launch:
        raise UnknownActError("launch must be the value that the app is given")
    for persona_id in reach.people:
        reach.space.part(Launches).begin(launch, persona_id)
    return len(reach.people)


ACTS: dict[str, Deed] = {
    "launch_app": _launch_app,
    "expire_access_token": _expire_access_token,
    "revoke_refresh_token": _revoke_refresh_token,
    "rotate_keys": _rotate_keys,
    "retire_keys": _retire_keys,
}
