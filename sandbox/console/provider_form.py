"""The form that registers a client of a national identity provider: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sandbox.console.client_form import Wrong, lines, refusal, wrong_id, wrong_name
from sandbox.identity.provider import Provider
from sandbox.identity.providers import PROVIDERS
from sandbox.identity_clients import metadata_at
from sandbox.json_value import JsonObject

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

BY_NAME: Final = {provider.name: provider for provider in PROVIDERS}
_URIS: Final = {"redirect_uris": "redirect_uris", "post_logout_redirect_uris": "post_logout"}


@dataclass(frozen=True)
class ProviderForm:
    """What was typed. `wrong` holds one error a field."""

    provider: str = ""
    name: str = ""
    redirect_uris: str = ""
    client_id: str = ""
    post_logout: str = ""
    wrong: Mapping[str, Wrong] = field(default_factory=dict)

    @classmethod
    def read(cls, form: "MultiDict[str, str]", taken: Mapping[str, frozenset[str]]) -> "ProviderForm":
        """Read a form and check it as the provider will; `taken` are the identifiers in use at each."""
        typed = cls(
            provider=form.get("provider", ""),
            name=form.get("name", "").strip(),
            redirect_uris=form.get("redirect_uris", "").strip(),
            client_id=form.get("client_id", "").strip(),
            post_logout=form.get("post_logout", "").strip(),
        )
        return replace(typed, wrong=typed._wrong(taken))

    @property
    def chosen(self) -> Provider | None:
        """The provider that was chosen, if it is one."""
        return BY_NAME.get(self.provider)

    def metadata(self, provider: Provider, key: JsonObject | None) -> JsonObject:
        """Return the client metadata of RFC 7591 that the form asks for; `key` is the public one to encrypt for."""
        asked = metadata_at(provider.name, lines(self.redirect_uris), key) | {"client_name": self.name}
        if self.post_logout:
            asked["post_logout_redirect_uris"] = lines(self.post_logout)
        return asked

    def _wrong(self, taken: Mapping[str, frozenset[str]]) -> dict[str, Wrong]:
        wrong: dict[str, Wrong | None] = {
            "provider": None if self.chosen else Wrong("wrong_provider"),
            "name": wrong_name(self.name),
            "client_id": wrong_id(self.client_id, taken.get(self.provider, frozenset())),
            "redirect_uris": None if lines(self.redirect_uris) else Wrong("wrong_no_uri"),
        }
        for member, name in _URIS.items():
            typed = lines(getattr(self, name))
            reason = refusal(member, typed) if typed else ""
            wrong[name] = wrong.get(name) or (Wrong("wrong_uri", reason) if reason else None)
        return {name: one for name, one in wrong.items() if one}
