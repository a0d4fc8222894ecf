"""Signing out: at the space together with the person, and on the word of the space (back-channel)."""

from __future__ import annotations

import html
import secrets
import time
from typing import Any

from relying_party import LEEWAY, Pairing, Refused, RelyingParty

EVENT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST = 600  # seconds since a logout token was issued


class Logout:
    """Both logouts, one method a rule, so that a defect overrides one."""

    def __init__(self, relying_party: RelyingParty) -> None:
        """Speak for `relying_party`."""
        self.relying_party = relying_party
        self.states: dict[str, str] = {}  # by browser: the state of the logout that it was sent to the space with
        self.seen: set[str] = set()

    # --- RP-initiated ----------------------------------------------------------------------------------------------

    def form(self, pairing: Pairing, browser: str) -> str:
        """The form with which the person signs out at the space too: by POST, so that no address keeps the ID token."""
        action = html.escape(self.relying_party.metadata()["end_session_endpoint"])
        fields = self.fields(pairing, browser).items()
        inputs = "".join(f"<input type='hidden' name='{name}' value='{html.escape(value)}'>" for name, value in fields)
        button = "<button>Me déconnecter aussi de Mon espace santé</button>"
        return f"<form id='end-session' method='{self.method()}' action='{action}'>{inputs}{button}</form>"

    def method(self) -> str:
        """How the request goes (RP-Initiated Logout 2)."""
        return "post"

    def fields(self, pairing: Pairing, browser: str) -> dict[str, str]:
        """The logout request (RP-Initiated Logout 2)."""
        self.states[browser] = secrets.token_urlsafe(24)
        return {
            "id_token_hint": pairing.id_token,
            "post_logout_redirect_uri": self.relying_party.redirect_uri.removesuffix("callback"),
            "state": self.states[browser],
        }

    def is_expected(self, browser: str, query: dict[str, str]) -> bool:
        """Whether this browser comes back from the logout that it was sent to (RP-Initiated Logout 3)."""
        expected = self.states.pop(browser, None)
        return expected is not None and secrets.compare_digest(expected.encode(), query.get("state", "").encode())

    # --- back-channel ----------------------------------------------------------------------------------------------

    def verify(self, token: str) -> dict[str, Any]:
        """Every rule of Back-Channel Logout 2.6, one method each."""
        claims = self.check_signature(token)
        self.check_issuer(claims)
        self.check_audience(claims)
        self.check_times(claims)
        self.check_events(claims)
        self.check_no_nonce(claims)
        self.check_session_named(claims)
        self.check_replay(claims)
        return claims

    def check_signature(self, token: str) -> dict[str, Any]:
        """Signed like an ID token (Back-Channel Logout 2.6, 2 and 3)."""
        return RelyingParty.check_signature(self.relying_party, token)

    def check_issuer(self, claims: dict[str, Any]) -> None:
        """Of our space."""
        if claims.get("iss") != self.relying_party.issuer:
            raise Refused("La déconnexion vient d'ailleurs.")

    def check_audience(self, claims: dict[str, Any]) -> None:
        """For this app."""
        audience = claims.get("aud")
        if self.relying_party.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise Refused("La déconnexion est destinée à une autre application.")

    def check_times(self, claims: dict[str, Any]) -> None:
        """Issued lately, and not expired."""
        now, issued, expires = time.time(), claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int | float) or not now - OLDEST <= issued <= now + LEEWAY:
            raise Refused("La déconnexion est périmée.")
        if not isinstance(expires, int | float) or expires < now - LEEWAY:
            raise Refused("La déconnexion est périmée.")

    def check_events(self, claims: dict[str, Any]) -> None:
        """It is a logout that it tells of."""
        events = claims.get("events")
        if not isinstance(events, dict) or EVENT not in events:
            raise Refused("Ce jeton ne parle pas de déconnexion.")

    def check_no_nonce(self, claims: dict[str, Any]) -> None:
        """An ID token must not pass for a logout token."""
        if "nonce" in claims:
            raise Refused("Ce jeton n'est pas un jeton de déconnexion.")

    def check_session_named(self, claims: dict[str, Any]) -> None:
        """It says whose session is over, or which."""
        if "sub" not in claims and "sid" not in claims:
            raise Refused("La déconnexion ne dit pas de qui.")

    def check_replay(self, claims: dict[str, Any]) -> None:
        """Each token is good once."""
        if not isinstance(claims.get("jti"), str) or claims["jti"] in self.seen:
            raise Refused("Ce jeton de déconnexion a déjà servi.")
        self.seen.add(claims["jti"])

    def ends(self, pairing: Pairing, claims: dict[str, Any]) -> bool:
        """Whether the session is one that the token speaks of (Back-Channel Logout 2.7)."""
        if "sub" in claims and claims["sub"] != pairing.sub:
            return False
        return "sid" not in claims or claims["sid"] == pairing.sid
