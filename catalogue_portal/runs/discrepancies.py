"""What is wrong in a recorded episode, found by holding what was said against what the protocol makes one expect.

It knows the protocol, not the faults: a nonce that comes back is the nonce that was sent, whoever bent it. So a new
fault is marked by the rule of the message it touches, and at least as "altered on purpose" where no rule speaks.
"""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from catalogue_portal.runs.recording import Episode, Happening, Message
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l

NOTHING: Final = _l("nothing")


@dataclass(frozen=True)
class Discrepancy:
    """One wrong place: in which happening, where in it, what was expected and what was received."""

    happening: str
    where: str
    expected: str
    received: str
    by_the_app: bool = False
    """True when the app said it; False when the space did so on purpose, to see what the app would do."""


Rule = Callable[[Episode, Episode | None], Iterator[Discrepancy]]


def discrepancies(episode: Episode, control: Episode | None) -> tuple[Discrepancy, ...]:
    """Return the wrong places of an episode, in the order in which they happened."""
    found = [one for rule in RULES for one in rule(episode, control)]
    told = {one.happening for one in found}
    found += [_unexplained(one) for one in episode.happenings if one.is_altered and one.id not in told]
    order = {one.id: place for place, one in enumerate(episode.happenings)}
    return tuple(sorted(found, key=lambda one: order.get(one.happening, len(order))))


def decoded(jws: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return header and claims of a JWT in compact form, None when it is not one; the signature is not looked at."""
    parts = jws.split(".")
    try:
        header, claims = (json.loads(_from_base64url(part)) for part in parts[:2])
    except (ValueError, RecursionError):  # binascii.Error is a ValueError
        return None
    return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None


def id_token_of(happening: Happening) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return header and claims of the ID token in a token answer, if there is one."""
    content = happening.response.json() if happening.response else None
    jws = content.get("id_token") if isinstance(content, dict) else None
    return decoded(jws) if isinstance(jws, str) else None


def _from_base64url(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _unexplained(happening: Happening) -> Discrepancy:
    what = ", ".join(happening.faults)
    return Discrepancy(
        happening.id, _("the answer as a whole"), _("an honest answer"), _("altered: %(what)s", what=what)
    )


def _asked(episode: Episode) -> dict[str, str]:
    first = next(episode.exchanges("authorize"), None)
    return {} if first is None else _parameters(_as_sent(episode, first))


def _as_sent(episode: Episode, request: Happening) -> Happening:
    """Return what holds the parameters of an authorization request: where it was pushed (RFC 9126), that."""
    pushed = request.facts.get("pushed")
    return next((one for one in episode.happenings if pushed and one.id == pushed), request)


def _parameters(one: Happening) -> dict[str, str]:
    if one.request is None:
        return {}
    sent = one.request.query if one.endpoint == "authorize" else dict(parse_qsl(one.request.text or ""))
    signed = decoded(sent.get("request", ""))  # RFC 9101
    return sent if signed is None else {name: str(value) for name, value in signed[1].items()}


def _state_comes_back(episode: Episode, _control: Episode | None) -> Iterator[Discrepancy]:
    sent = _asked(episode).get("state")
    if sent is None:
        return
    for one in episode.happenings:
        received = _state_carried(one)
        if received is not None and received != sent:
            yield Discrepancy(one.id, _("parameter state of the callback"), sent, received or str(NOTHING))


def _state_carried(one: Happening) -> str | None:
    """Return the state that a redirect of the space, or the callback that follows it, brings back to the app."""
    if one.kind == "visit" and one.facts.get("callback") and one.request is not None:
        return one.request.query.get("state", "")
    location = one.response.header("location") if one.kind == "exchange" and one.response is not None else None
    query = Message(url=location).query if location else {}
    return query.get("state", "") if "code" in query or "error" in query else None


def _id_token_speaks_of_this_sign_in(episode: Episode, control: Episode | None) -> Iterator[Discrepancy]:
    asked = _asked(episode)
    honest = _honest_id_token(control)
    for one in episode.exchanges("token"):
        token = id_token_of(one)
        if token is None:
            continue
        header, claims = token
        if "nonce" in asked and claims.get("nonce") != asked["nonce"]:
            yield _of_claim(one, "nonce", asked["nonce"], claims.get("nonce"))
        client = asked.get("client_id")
        if client and client not in _as_list(claims.get("aud")):
            yield _of_claim(one, "aud", client, claims.get("aud"))
        if honest and honest[0].get("alg") != header.get("alg"):
            where = _("ID token, header alg")
            yield Discrepancy(one.id, where, str(honest[0].get("alg")), str(header.get("alg")))
        if (
            honest
            and honest[1].get("iss") != claims.get("iss")
            and episode.instance == getattr(control, "instance", "")
        ):
            yield _of_claim(one, "iss", honest[1].get("iss"), claims.get("iss"))


def _answers_arrive(episode: Episode, _control: Episode | None) -> Iterator[Discrepancy]:
    for one in episode.happenings:
        if one.kind == "exchange" and one.sent == "none":
            waited = f"{(one.ended or one.started) - one.started:.1f}"
            received = _("nothing for %(seconds)s s, then the connection ended", seconds=waited)
            yield Discrepancy(one.id, _("the answer as a whole"), _("an answer"), received)
        elif one.kind == "exchange" and one.sent == "partial":
            yield Discrepancy(one.id, _("the content"), _("the content, whole"), _("a part of the content"))


def _certificates_are_valid(episode: Episode, _control: Episode | None) -> Iterator[Discrepancy]:
    for one in episode.happenings:
        if one.kind == "handshake" and one.facts.get("certificate") != "valid":
            kind = str(one.facts.get("certificate")).replace("_", " ")
            yield Discrepancy(one.id, _("certificate of the token endpoint"), _("a valid certificate"), kind)


def _challenge_is_sent(episode: Episode, _control: Episode | None) -> Iterator[Discrepancy]:
    for one in (_as_sent(episode, each) for each in episode.exchanges("authorize")):
        asked = _parameters(one)
        if "response_type" not in asked:
            continue
        if "code_challenge" not in asked:
            where = _("parameter code_challenge of the authorization request")
            yield Discrepancy(one.id, where, _("a challenge, method S256"), str(NOTHING), by_the_app=True)
        elif asked.get("code_challenge_method") != "S256":
            where = _("parameter code_challenge_method of the authorization request")
            method = asked.get("code_challenge_method", str(NOTHING))
            yield Discrepancy(one.id, where, "S256", method, by_the_app=True)


def _measures_are_of_the_person(episode: Episode, _control: Episode | None) -> Iterator[Discrepancy]:
    for one in episode.exchanges("measures_read"):
        bundle = one.response.json() if one.response else None
        own = one.facts.get("idpe")
        if not isinstance(bundle, dict) or not isinstance(own, str):
            continue
        subjects = {_subject(entry) for entry in bundle.get("entry") or () if isinstance(entry, dict)}
        for subject in sorted(other for other in subjects if other is not None and other != own):
            yield Discrepancy(one.id, _("subject of an Observation"), own, subject)


RULES: Final[tuple[Rule, ...]] = (
    _challenge_is_sent,
    _state_comes_back,
    _id_token_speaks_of_this_sign_in,
    _answers_arrive,
    _certificates_are_valid,
    _measures_are_of_the_person,
)


def _of_claim(happening: Happening, name: str, expected: object, received: object) -> Discrepancy:
    shown = str(NOTHING) if received is None else _plain(received)
    return Discrepancy(happening.id, _("ID token, claim %(name)s", name=name), _plain(expected), shown)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _honest_id_token(control: Episode | None) -> tuple[dict[str, Any], dict[str, Any]] | None:
    if control is None:
        return None
    return next((token for one in control.exchanges("token") if (token := id_token_of(one))), None)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _subject(entry: dict[str, Any]) -> str | None:
    subject = (entry.get("resource") or {}).get("subject")
    identifier = subject.get("identifier") if isinstance(subject, dict) else None
    value = identifier.get("value") if isinstance(identifier, dict) else None
    return value if isinstance(value, str) else None
