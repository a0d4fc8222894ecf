"""The form that registers a client: what was typed, and what is wrong with it field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, get_args

from authlib.oauth2 import OAuth2Error

from sandbox.inferred import inferred
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.client_metadata import IdTokenAlgorithm, read_client_metadata

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

METHODS: Final = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
ALGORITHMS: Final[tuple[str, ...]] = get_args(IdTokenAlgorithm)
_LONGEST_NAME: Final = 100
_LONGEST_ID: Final = 100


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a field: the key of a sentence, and the space's own reason (English) where it has one."""

    sentence: str
    reason: str = ""


@dataclass(frozen=True)
class ClientForm:
    """What was typed. `wrong` holds one error a field."""

    name: str = ""
    client_id: str = ""
    redirect_uris: str = ""
    scope: tuple[str, ...] = ()
    method: str = METHODS[0]
    algorithm: str = ALGORITHMS[0]
    post_logout: str = ""
    backchannel: str = ""
    wrong: Mapping[str, Wrong] = field(default_factory=dict)

    @classmethod
    def read(cls, form: "MultiDict[str, str]", taken: frozenset[str]) -> "ClientForm":
        """Read a form and check it as the space will; `taken` are the identifiers in use."""
        typed = cls(
            name=form.get("name", "").strip(),
            client_id=form.get("client_id", "").strip(),
            redirect_uris=form.get("redirect_uris", "").strip(),
            scope=("openid", *(scope for scope in form.getlist("scope") if scope != "openid")),
            method=form.get("method", ""),
            algorithm=form.get("algorithm", ""),
            post_logout=form.get("post_logout", "").strip(),
            backchannel=form.get("backchannel", "").strip(),
        )
        return cls(**{**vars(typed), "wrong": _wrong(typed, taken)})

    def metadata(self) -> JsonObject:
        """Return the client metadata of RFC 7591 that the form asks for."""
        asked: JsonObject = {
            "client_name": self.name,
            "redirect_uris": lines(self.redirect_uris),
            "scope": " ".join(self.scope),
            "token_endpoint_auth_method": self.method,
            "id_token_signed_response_alg": self.algorithm,
        }
        if self.post_logout:
            asked["post_logout_redirect_uris"] = lines(self.post_logout)
        if self.backchannel:
            asked["backchannel_logout_uri"] = self.backchannel
        return asked


EVERY_SCOPE: Final = inferred().scopes


def wrong_name(name: str) -> Wrong | None:
    """Tell what is wrong with the name of a client, if anything is."""
    return None if name and len(name) <= _LONGEST_NAME and name.isprintable() else Wrong("wrong_name")


def wrong_id(client_id: str, taken: frozenset[str]) -> Wrong | None:
    """Tell what is wrong with a wanted identifier, if anything is; an empty one is chosen by the space."""
    if client_id in taken:
        return Wrong("wrong_id_taken")
    good = len(client_id) <= _LONGEST_ID and client_id.isascii() and client_id.isprintable()
    return None if good else Wrong("wrong_id")


def _wrong(typed: ClientForm, taken: frozenset[str]) -> dict[str, Wrong]:
    found = {"name": wrong_name(typed.name), "client_id": wrong_id(typed.client_id, taken)}
    wrong = {name: one for name, one in found.items() if one}
    if not lines(typed.redirect_uris):
        wrong["redirect_uris"] = Wrong("wrong_no_uri")
    asked = typed.metadata()
    for member, name in _FIELDS.items():
        reason = refusal(member, asked[member]) if member in asked and name not in wrong else ""
        if reason:
            wrong[name] = Wrong("wrong_uri" if member.endswith(("uri", "uris")) else "wrong_choice", reason)
    together = "" if wrong else _refused(asked)  # each good by itself: of those, an algorithm needs a secret
    return {"algorithm": Wrong("wrong_choice", together)} if together else wrong


_FIELDS: Final = {
    "redirect_uris": "redirect_uris",
    "scope": "scope",
    "token_endpoint_auth_method": "method",
    "id_token_signed_response_alg": "algorithm",
    "post_logout_redirect_uris": "post_logout",
    "backchannel_logout_uri": "backchannel",
}


def refusal(member: str, value: JsonValue) -> str:
    """Return why the space refuses a member, naming the one URI of several that it is about; "" if it takes it."""
    reason = _refused({"redirect_uris": ["https://app.example/"], member: value})
    for one in value if reason and isinstance(value, list) and len(value) > 1 else ():
        alone = refusal(member, [one])
        if alone:
            return f"{str(one)[:200]}: {alone}"
    return reason


def _refused(metadata: JsonObject) -> str:
    try:
        read_client_metadata(metadata)
    except OAuth2Error as error:
        return str(error.description)
    return ""


def lines(text: str) -> list[JsonValue]:
    """Return the lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
