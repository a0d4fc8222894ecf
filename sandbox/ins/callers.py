"""Who calls the INSi service: a professional, by an access token that Pro Santé Connect gave their software."""

from flask import Request

from sandbox.ins.problem import ProblemError, problem
from sandbox.journal.exchange import Exchange
from sandbox.oidc.errors import REALM
from sandbox.people.professional import Professional
from sandbox.spaces import Space


def calling_professional(space: Space, exchange: Exchange, asked: Request) -> Professional:
    """Return the professional whose access token a request shows (RFC 6750, 2.1).

    Raises:
        ProblemError: it shows none, or none that Pro Santé Connect gave out and that is still good (401).
    """
    raise _refused(shown=False)


def _refused(*, shown: bool) -> ProblemError:
    answer = problem(401, "Unauthorized", "An access token of Pro Santé Connect is needed, and this is none")
    error = ', error="invalid_token"' if shown else ""  # no code when no token was shown (RFC 6750, 3.1)
    answer.headers["WWW-Authenticate"] = f'Bearer realm="{REALM}"{error}'
    return ProblemError(answer)
