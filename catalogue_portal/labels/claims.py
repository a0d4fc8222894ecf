"""What a label says: the claims of design, read from and written to a JWT of type `poincon-label+jwt`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self, TypeVar

from joserfc.jwk import KeySet

from catalogue_portal.keys import KeyPurpose, SigningKey
from catalogue_portal.signed_statement import Claims, JsonValue, StatementError, open_statement

TYP = "poincon-label+jwt"
MEDIA_TYPE = "application/poincon-label+jwt"
LABEL = KeyPurpose("label", TYP)


class Environment(StrEnum):
    """Where a label counts: a demonstration label has another issuer, another key, and says so."""

    PRODUCTION = "production"
    DEMO = "demo"


class Assurance(StrEnum):
    """How the platform itself made the run that the label rests on."""

    POD = "pod"
    REMOTE = "remote"
    ASSISTED = "assisted"
    PROCESS = "process"
    """A process on the operator's own machine: in demonstrations only, and never in a production label."""


@dataclass(frozen=True)
class LabelledApp:
    """The app as labelled; the digest binds the image, or the version and artefact."""

    name: str
    version: str
    kind: str
    artefact_digest: str


@dataclass(frozen=True)
class StatusReference:
    """Where the status of a label is found: an index in the list at `uri` (Token Status List 6.2)."""

    index: int
    uri: str


@dataclass(frozen=True)
class LabelClaims:
    """Everything that a label states; times are aware and whole seconds."""

    issuer: str
    label_id: str
    release_id: str
    issued_at: datetime
    expires_at: datetime
    environment: Environment
    assurance: Assurance
    app: LabelledApp
    edition: str
    edition_digest: str
    report_digest: str
    purposes: tuple[str, ...]
    exchanges: Mapping[str, tuple[str, ...]]
    status: StatusReference

    def to_json(self) -> dict[str, JsonValue]:
        """Return the claims as they are signed.

        The reference to the status list stands twice: plainly, as the label's own contract has it, and inside `status`,
        where libraries of the Token Status List look for it.
        """
        status_list: Claims = {"idx": self.status.index, "uri": self.status.uri}
        return {
            "iss": self.issuer,
            "sub": self.release_id,
            "jti": self.label_id,
            "iat": int(self.issued_at.timestamp()),
            "exp": int(self.expires_at.timestamp()),
            "environment": self.environment.value,
            "assurance": self.assurance.value,
            "app": {
                "name": self.app.name,
                "version": self.app.version,
                "kind": self.app.kind,
                "artefact_digest": self.app.artefact_digest,
            },
            "edition": {"id": self.edition, "digest": self.edition_digest},
            "report": {"digest": self.report_digest},
            "purposes": list(self.purposes),
            "exchanges": {family: list(directions) for family, directions in self.exchanges.items()},
            "status_list": status_list,
            "status": {"status_list": status_list},
        }

    @classmethod
    def from_json(cls, claims: Claims) -> Self:
        """Read verified claims.

        Raises:
            StatementError: a claim is missing or has another shape; the text names it.
        """
        app, edition, report = (_object(claims, name) for name in ("app", "edition", "report"))
        status_list = _object(claims, "status_list")
        if _object(claims, "status").get("status_list") != status_list:
            raise StatementError("status_list and status.status_list differ")
        return cls(
            issuer=_text(claims, "iss"),
            label_id=_text(claims, "jti"),
            release_id=_text(claims, "sub"),
            issued_at=_time(claims, "iat"),
            expires_at=_time(claims, "exp"),
            environment=_word(claims, "environment", Environment),
            assurance=_word(claims, "assurance", Assurance),
            app=LabelledApp(*(_text(app, name) for name in ("name", "version", "kind", "artefact_digest"))),
            edition=_text(edition, "id"),
            edition_digest=_text(edition, "digest"),
            report_digest=_text(report, "digest"),
            purposes=_words(claims, "purposes"),
            exchanges={family: _words(_object(claims, "exchanges"), family) for family in _object(claims, "exchanges")},
            status=StatusReference(_number(status_list, "idx"), _text(status_list, "uri")),
        )


def sign_label(key: SigningKey, claims: LabelClaims) -> str:
    """Return the label as a compact JWS, signed by the label key."""
    return key.sign(claims.to_json())


def read_label(compact: str, *, keys: KeySet, issuer: str) -> LabelClaims:
    """Verify a label's key, type and issuer, and return what it says; its time and status are the caller's to judge.

    Raises:
        StatementError: it is not a genuine label of that issuer.
    """
    claims = LabelClaims.from_json(open_statement(compact, typ=TYP, keys=keys))
    if claims.issuer != issuer:
        raise StatementError(f"the label was issued by {claims.issuer!r}, not {issuer!r}")
    return claims


_Word = TypeVar("_Word", bound=StrEnum)


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise StatementError(f"the claim {name} is not a text")
    return value


def _number(claims: Claims, name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise StatementError(f"the claim {name} is not a whole number")
    return value


def _time(claims: Claims, name: str) -> datetime:
    try:
        return datetime.fromtimestamp(_number(claims, name), UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise StatementError(f"the claim {name} is not a time") from error


def _object(claims: Claims, name: str) -> Mapping[str, JsonValue]:
    value = claims.get(name)
    if not isinstance(value, Mapping):
        raise StatementError(f"the claim {name} is not an object")
    return value


def _words(claims: Claims, name: str) -> tuple[str, ...]:
    value = claims.get(name)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise StatementError(f"the claim {name} is not a list of texts")
    return tuple(str(word) for word in value)


def _word(claims: Claims, name: str, words: Callable[[str], _Word]) -> _Word:
    try:
        return words(_text(claims, name))
    except ValueError as error:
        raise StatementError(f"the claim {name} has no known value") from error
