"""The seams at which a lie may be told: their names, the values that pass through them, and how faults are applied.

An endpoint calls `apply` at its seam whether or not a fault is armed, so it never knows. A fault is an object with an
`id` and a method named after a hook point; it returns a new value and leaves the one it got untouched.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeVar

from sandbox.json_value import JsonObject
from sandbox.place import Place

HOOK_POINTS = (
    "authorization_response",
    "signed_response_claims",
    "signed_response",
    "neighbour_answer",
    "issued_value",
    "pushed_response",
    "person_claims",
    "id_token_claims",
    "id_token",
    "token_response",
    "nonce_demand",
    "discovery_document",
    "signed_metadata",
    "jwks_document",
    "userinfo_response",
    "userinfo_token",
    "logout_token_contents",
    "logout_token",
    "logout_response",
    "business_call",
    "search_bundle",
    "read_resource",
    "document_content",
    "answer",
    "certificate",
)

Value = TypeVar("Value")


@dataclass(frozen=True)
class AuthorizationResponse:
    """The redirect to the app, before it is signed (JARM) and written: `parameters` in their order (RFC 6749, 4.1.2).

    They stand in this `part` of the address.
    """

    redirect_uri: str
    parameters: tuple[tuple[str, str], ...]
    part: Literal["query", "fragment"] = "query"


IssuedKind = Literal["code", "access_token"]


@dataclass(frozen=True)
class IssuedValue:
    """A code or an access token before it is issued: the space will know it by this value."""

    kind: IssuedKind
    value: str


@dataclass(frozen=True)
class NeighbourAnswer:
    """Where the second issuer sends a browser, and the way through the space that only a hostile one would choose."""

    location: str
    through_the_space: str


Signer = Literal["space", "other_algorithm", "retired", "stranger", "weak", "symmetric", "public_key"]


class Forge(Protocol):
    """What a liar needs to write another ID token in place of the honest one.

    Signers: the space's key of the algorithm that the client registered, or of the other one that it offers; the one it
    has retired; a stranger's; the 1024-bit RSA and the symmetric key that only a faulty key set holds; and the
    space's public key, taken for a secret of HMAC.
    """

    def sign(self, claims: JsonObject, by: Signer, header: JsonObject) -> "SignedToken | None":
        """Return claims signed; `header` changes members, None leaves one out. None if there is no such key."""

    def stranger_jwk(self) -> JsonObject:
        """Return the public key of the stranger (RFC 7517)."""

    def about_somebody_else(self) -> JsonObject:
        """Return the claims that another person of the space would have in this pairing."""

    def earlier(self) -> "SignedToken | None":
        """Return the ID token that the client got for this person before, if it did."""


@dataclass(frozen=True)
class SignedToken:
    """A JWT as signed: decoded `header` and `claims`, and the compact serialisation that will be sent."""

    header: JsonObject
    claims: JsonObject
    jws: str
    forge: Forge | None = field(default=None, compare=False, repr=False)

    def signed_by(
        self, signer: Signer, *, claims: JsonObject | None = None, header: JsonObject | None = None
    ) -> "SignedToken":
        """Return these claims or others, with members of the header changed, signed by somebody; self if nobody can."""
        if self.forge is None:
            return self
        return self.forge.sign(self.claims if claims is None else claims, signer, header or {}) or self

    def unsecured(self, spelling: str = "none") -> "SignedToken":
        """Return an unsecured JWS (RFC 7515, A.5) with the very same claims; a `kid` goes with the unused key."""
        header = {name: value for name, value in self.header.items() if name != "kid"} | {"alg": spelling}
        head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode("ascii")
        return replace(self, header=header, jws=f"{head}.{self.jws.split('.')[1]}.")

    def with_broken_signature(self) -> "SignedToken":
        """Return the token with a signature of nobody: one letter in its middle is another."""
        signed, _, signature = self.jws.rpartition(".")
        middle = len(signature) // 2
        other = "A" if signature[middle] != "A" else "B"
        return replace(self, jws=f"{signed}.{signature[:middle]}{other}{signature[middle + 1 :]}")


@dataclass(frozen=True)
class TokenContents:
    """A JWT before it is signed, with the key of the algorithm that its `header` names."""

    header: JsonObject
    claims: JsonObject


@dataclass(frozen=True)
class LogoutResponse:
    """The redirect back to the app after a logout: `state` as the app sent it (RP-Initiated Logout, 3)."""

    redirect_uri: str
    state: str | None


@dataclass(frozen=True)
class JsonAnswer:
    """A JSON answer before it is serialised; of the token endpoint, the `grant` that was asked for.

    `scheme` is that of the access token which a resource was shown: a challenge names it.
    """

    status: int
    body: JsonObject
    headers: dict[str, str] = field(default_factory=dict)
    grant: str | None = None
    scheme: str = "Bearer"


@dataclass(frozen=True)
class NonceDemand:
    """What an endpoint wants of nonces in proofs of possession, before it looks at one (RFC 9449, 8 and 9).

    Attributes:
        demanded: the proof must name a nonce that the space gave.
        renewed: each answer brings another nonce.
        scheme: how a challenge that demands one spells the scheme.
    """

    endpoint: str
    demanded: bool = False
    renewed: bool = False
    scheme: str = "DPoP"


@dataclass(frozen=True)
class BusinessCall:
    """A call to a FHIR API that may go on: which family of data, read or write; `answer` keeps it from being done.

    `scheme` is that of its access token: a challenge names it.
    """

    family: str
    way: str
    answer: JsonAnswer | None = None
    scheme: str = "Bearer"


@dataclass(frozen=True)
class SearchBundle:
    """A searchset Bundle, the logical id of the patient it answers for, and ready Observations of somebody else.

    `canaries` are addresses that are none of the API's: on another host, and on another port of its own host.
    """

    bundle: JsonObject
    patient: str
    foreign: tuple[JsonObject, ...] = ()
    canaries: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class ReadResource:
    """A resource that is read by its id, as the app reads it (FHIR R4, 3.1.0.2); `answer` comes in its place."""

    resource: JsonObject
    answer: JsonAnswer | None = None


@dataclass(frozen=True)
class DocumentContent:
    """The bytes of a document, and the media type under which they are served (ITI-68).

    `announced` are the bytes whose size and hash its metadata announce.
    """

    media_type: str
    data: bytes
    announced: bytes


@dataclass(frozen=True)
class Deliver:
    """Send the answer whole."""


@dataclass(frozen=True)
class Hang:
    """Withhold the answer for `seconds`, or until the peer has left, then close without a byte."""

    seconds: float = 60.0


@dataclass(frozen=True)
class Late:
    """Keep the answer back for `seconds`, then send it whole; a peer that has left meanwhile gets nothing."""

    seconds: float = 1.0


@dataclass(frozen=True)
class Cut:
    """Announce the whole body, send `after` bytes of it, then close the connection without a farewell."""

    after: int = 0


@dataclass(frozen=True)
class Drip:
    """Send the body `size` bytes at a time, `pause` seconds apart."""

    size: int = 1
    pause: float = 1.0


@dataclass(frozen=True)
class Reset:
    """Announce the whole body, send `after` bytes of it, then reset the connection; without any, not even the head."""

    after: int = 0


@dataclass(frozen=True)
class Endless:
    """Send the body as a chunk, again and again, `pause` seconds apart, until the peer has left (RFC 9112, 7.1)."""

    pause: float = 0.05


Behaviour = Deliver | Hang | Late | Cut | Drip | Reset | Endless
CalledEndpoint = Literal["token", "measures_read", "measures_write", "discovery", "jwks", "userinfo"]  # by an app


def as_it_is(document: JsonObject) -> JsonObject:
    """Stand in for whatever signs what an answer says, where nothing does."""
    return document


@dataclass(frozen=True)
class WireAnswer:
    """An answer on its way to the socket, and how the wire is to behave with it; `url` is what was asked for.

    `canary` is an address of the space on a host that is not the space's: whatever comes there was sent astray.
    `scheme` is that of the access token which the request shows: a challenge names it.
    `sign` signs anew what stands signed in a JSON object that is said instead.
    """

    endpoint: str | None
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    behaviour: Behaviour = field(default_factory=Deliver)
    url: str = ""
    canary: str = ""
    place: Place = field(default_factory=Place)
    scheme: str = "Bearer"
    sign: Callable[[JsonObject], JsonObject] = field(default=as_it_is, compare=False, repr=False)

    @property
    def url_elsewhere(self) -> str:
        """What was asked for under the other name of the place: another host, with a certificate as good."""
        return self.url.replace(f"//{self.place.host}:", f"//{self.place.other_host}:")

    def saying(self, document: JsonObject) -> "WireAnswer":
        """Return the answer with this JSON object for its body; who lies signs the lie."""
        return replace(self, body=json.dumps(self.sign(document)).encode())

    def with_headers(self, **headers: str) -> "WireAnswer":
        """Return the answer with these headers (underscores for hyphens) instead of those of the same names."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        names = {name.lower() for name in given}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in names)
        return replace(self, headers=(*kept, *given.items()))


# The main listener serves every space of a process; the others belong to one: all of it as an app calls it
# (discovery, the issuer's own), or one endpoint.
ListenerName = Literal["main", "token", "discovery", "jwks", "userinfo", "fhir"]
WrongKind = Literal[
    "not_yet_valid",
    "wrong_host",
    "self_signed",
    "unknown_root",
    "development_root",
    "incomplete_chain",
    "name_in_cn_only",
    "tls_1_0",
    "tls_1_1",
    "null_cipher",
    "sha1_signature",
    "weak_key",
    "weak_dh_group",
]
CertificateKind = Literal["valid", "expired", WrongKind]


@dataclass(frozen=True)
class CertificateChoice:
    """The certificate that a listener is about to present to a connection it has just accepted.

    It `asks` the peer for one of its own where clients are known by theirs (RFC 8705).
    """

    listener: ListenerName
    kind: CertificateKind = "valid"
    asks: bool = False


class FaultContext(Protocol):
    """Whatever faults act upon: an exchange, or a connection that has carried none yet."""

    faults: list[str]

    def armed(self) -> Sequence[object]:
        """Return the armed faults, in order."""


def apply(context: FaultContext, hook: str, value: Value) -> Value:
    """Pass `value` through every armed fault that has a method named `hook`.

    The ids of those that changed it are noted on `context`.
    """
    for fault in context.armed():
        lie = getattr(fault, hook, None)
        if lie is None:
            continue
        changed: Value = lie(value)
        fault_id: str = getattr(fault, "id", type(fault).__name__)
        if changed != value and fault_id not in context.faults:
            context.faults.append(fault_id)
        value = changed
    return value


def apply_made(context: FaultContext, hook: str, make: Callable[[], Value]) -> Value | None:
    """Make the value and pass it through the armed faults; None when none of them has a method of that name.

    For values that cost something to make, and that an honest answer does not need in this form.
    """
    listening = any(hasattr(fault, hook) for fault in context.armed())
    return apply(context, hook, make()) if listening else None
