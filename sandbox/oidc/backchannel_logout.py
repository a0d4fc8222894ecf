"""Back-channel logout: the space tells an app, server to server, that a session is over (Back-Channel Logout 1.0)."""

import itertools
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sandbox import egress
from sandbox.clock import Clock
from sandbox.hooks import TokenContents, apply
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.acts import Reach
from sandbox.oidc.authorizations import Authorization
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.pairwise import subject
from sandbox.oidc.signing import sign_for
from sandbox.people.people import People
from sandbox.spaces import Space

ACT = "send_logout_token"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LIFETIME = 120  # seconds
_SECONDS = 5.0  # for an app to answer
_LARGEST = 64 * 1024
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
_numbers = itertools.count(1)


@dataclass
class _Sending:
    """What faults act upon: a token that goes out by itself, not as the answer to anything."""

    space: Space
    episode: str | None
    faults: list[str] = field(default_factory=list)

    def armed(self) -> Sequence[object]:
        return self.space.armed(self.episode)


class _LastSent:
    """The logout token that each client was sent last about each person, by client and person."""

    def __init__(self, _space: Space) -> None:
        self.by_pairing: dict[tuple[str, str], str] = {}


def send_logout_token(space: Space, episode: str | None, parameters: Mapping[str, JsonValue]) -> JsonObject:
    """Send a logout token for each session of an episode (or of a person); `session` may choose the first or last.

    With `token` `before`, what the app was sent last about that person is sent once more, as an eavesdropper would.
    Nothing of the space is locked meanwhile: the app may ask it for its keys before it answers.
    """
    persona_id = parameters.get("persona")
    with space.lock:
        reach = Reach(space, episode, persona_id if isinstance(persona_id, str) else None)
        sessions = list({token.authorization.sid: token.authorization for token in reach.access_tokens}.values())
    chosen = {"first": sessions[:1], "last": sessions[-1:]}.get(str(parameters.get("session")), sessions)
    sending = _Sending(space, episode)
    again = parameters.get("token") == "before"
    answers = [answer for session in chosen if (answer := _send(sending, session, again=again)) is not None]
    return {
        "act": ACT,
        "personas": list[JsonValue](sorted({session.persona_id for session in chosen})),
        "changed": len(answers),
        "answers": list[JsonValue](answers),
        "faults": list[JsonValue](sending.faults),
        **dict(parameters),
    }


def _send(sending: _Sending, session: Authorization, *, again: bool) -> JsonObject | None:
    """Send one token; None when the client has nowhere to send it to."""
    client = sending.space.part(Clients).find(session.client_id)
    if client is None or client.metadata.backchannel_logout_uri is None:
        return None
    sent, about = sending.space.part(_LastSent).by_pairing, (client.client_id, session.persona_id)
    token = (sent.get(about) if again else None) or _token(sending, client, session)
    sent[about] = token
    body = urlencode({"logout_token": token}).encode()
    local = any(egress.is_loopback(uri) for uri in client.metadata.redirect_uris)
    trusted = sending.space.ca_bundle if local else None
    guard = egress.Guard(allow_loopback=local, timeout=_SECONDS, largest=_LARGEST, also_trusted=trusted)
    place, began = client.metadata.backchannel_logout_uri, time.monotonic()
    try:
        answer = guard.fetch(place, method="POST", headers=_HEADERS, body=body)
    except (OSError, ValueError) as error:
        _journal(sending, session, place, body, began=began, answer=None, error=str(error))
        return {"status": None, "cache_control": None, "error": str(error)}
    _journal(sending, session, place, body, began=began, answer=answer, error=None)
    return {"status": answer.status, "cache_control": answer.headers.get("cache-control"), "error": None}


def _journal(
    sending: _Sending,
    session: Authorization,
    url: str,
    body: bytes,
    *,
    began: float,
    answer: egress.Answer | None,
    error: str | None,
) -> None:
    """Write the `sent` event: a request that the space made of the app, and what came back."""
    request = {"method": "POST", "url": url, **_message(_HEADERS, body)}
    response = None if answer is None else {"status": answer.status, **_message(answer.headers, answer.body)}
    fields: JsonObject = {
        "id": f"l-{next(_numbers)}",
        "by": "space",
        "endpoint": "backchannel_logout",
        "request": request,
        "response": response,
        "started": round(began, 6),
        "answered": None if answer is None else round(time.monotonic(), 6),
        "error": error,
        "facts": {"client_id": session.client_id, "persona": session.persona_id},
        "faults": list[JsonValue](sending.faults),
    }
    sending.space.journal.record("sent", fields, episode=sending.episode)


def _message(headers: Mapping[str, str], body: bytes) -> JsonObject:
    kind = {name.lower(): value for name, value in headers.items()}.get("content-type")
    told: JsonObject = {"text": body.decode("utf-8", "replace") if body else None, "size": len(body), "type": kind}
    return {"headers": [[name, value] for name, value in headers.items()], "body": told}


def _token(sending: _Sending, client: RegisteredClient, session: Authorization) -> str:
    """Write and sign a logout token (Back-Channel Logout, 2.4)."""
    space = sending.space
    persona = space.part(People).find(session.persona_id)
    algorithm = client.metadata.id_token_signed_response_alg
    now = int(space.part(Clock).now())
    claims: JsonObject = {
        "iss": space.issuer,
        **({} if persona is None else {"sub": subject(space, client, persona)}),
        "sid": session.sid,
        "aud": client.client_id,
        "iat": now,
        "exp": now + _LIFETIME,
        "jti": secrets.token_urlsafe(16),
        "events": {EVENT: {}},
    }
    contents = TokenContents({"typ": "logout+jwt", "alg": algorithm}, claims)
    contents = apply(sending, "logout_token_contents", contents)
    signed = apply(sending, "logout_token", sign_for(space, client, contents.header, contents.claims))
    space.vault.keep("jwt", signed.jws)
    return signed.jws
