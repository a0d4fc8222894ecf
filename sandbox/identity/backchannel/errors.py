"""The errors of CIBA (OpenID Connect Client-Initiated Backchannel Authentication Flow, Core 1.0, 11 and 13)."""

from authlib.oauth2 import OAuth2Error


class AuthorizationPendingError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The person has not answered yet."""

    error = "authorization_pending"
    description = "the person has not answered yet"


class SlowDownError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The client polls faster than it may; from now on it must wait longer."""

    error = "slow_down"
    description = "polled too early: the interval is five seconds longer from now on"


class ExpiredTokenError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """Nobody answered in time."""

    error = "expired_token"
    description = "the request has expired"


class UnknownUserIdError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The hint names nobody."""

    error = "unknown_user_id"
    description = "login_hint names nobody whom this provider knows"


class InvalidBindingMessageError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The binding message cannot be shown."""

    error = "invalid_binding_message"
    description = "binding_message is too long, or holds characters that cannot be shown"
