"""What can be refused, said once: each domain error knows the problem document (RFC 9457) that it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

PROBLEM_TYPES = "https://poincon.example/problems/"


@dataclass(frozen=True)
class Problem:
    """A problem document: what happened, in words for a person and members for a program."""

    status: int
    code: str
    title: str
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """Return the members of the document (RFC 9457 section 3.1), extensions last."""
        kind = PROBLEM_TYPES + self.code.replace("_", "-")
        return {"type": kind, "title": self.title, "status": self.status, "detail": self.detail, "code": self.code} | {
            name: value for name, value in self.members.items() if value is not None
        }


class DomainError(Exception):
    """A use case refused; the message says why, to the person who asked."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request was refused"
    default_code: ClassVar[str] = "refused"

    def __init__(self, detail: str, *, code: str | None = None, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.default_code
        self.members = members

    def headers(self) -> dict[str, str]:
        """Return the HTTP header fields that the refusal needs."""
        return {}

    def problem(self) -> Problem:
        """Return the problem document of this refusal."""
        return Problem(self.status, self.code, self.title, self.detail, self.members, self.headers())


class Unauthenticated(DomainError):  # noqa: N818 - it says what it is
    """Nobody is signed in, or the credentials are wrong."""

    status = 401
    title = "Sign in first"
    default_code = "unauthenticated"

    def headers(self) -> dict[str, str]:
        """Announce the scheme that would be accepted (RFC 9110 section 11.6.1)."""
        return {"WWW-Authenticate": 'Bearer realm="poincon"'}


class Forbidden(DomainError):  # noqa: N818 - it says what it is
    """The actor is known and may not do this."""

    status = 403
    title = "You may not do this"
    default_code = "forbidden"


class NotFound(DomainError):  # noqa: N818 - it says what it is
    """There is no such thing, or the actor may not know that there is."""

    status = 404
    title = "Not found"
    default_code = "not_found"


class Gone(DomainError):  # noqa: N818 - it says what it is
    """There was such a thing, and it was deleted as it had to be."""

    status = 410
    title = "No longer here"
    default_code = "gone"


class Conflict(DomainError):  # noqa: N818 - it says what it is
    """The request is well formed, and the present state does not allow it."""

    status = 409
    title = "Not possible in the present state"
    default_code = "conflict"


class Invalid(DomainError):  # noqa: N818 - it says what it is
    """The content was understood and is wrong; `errors` lists every problem."""

    status = 422
    title = "The content is not valid"
    default_code = "invalid"


class TooManyAttempts(DomainError):  # noqa: N818 - it says what it is
    """Asked too often; `retry_after` says in how many seconds to come back."""

    status = 429
    title = "Too many attempts"
    default_code = "too_many_attempts"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        """Say when to come back (RFC 9110 section 10.2.3)."""
        return {"Retry-After": str(self.retry_after)}
