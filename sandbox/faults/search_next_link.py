"""FHIR-16 and FHIR-17: the `next` link of a search leads to the same page again, or to another origin."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import urlsplit

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, text_at

if TYPE_CHECKING:
    from sandbox.json_value import JsonValue


@dataclass(frozen=True)
class SearchNextLink:
    """Gives every page a `next` link: to `itself`, or to another origin (RFC 6454, 4).

    That is the space under the name of another `host`, by default its address, another port of its host, the same place
    over plain http, or another host behind the space's own as if it were a user and a password (RFC 3986, 7.6), so that
    the URL begins like the space's.
    """

    id: ClassVar[str] = "search_next_link"
    leads_to: Literal["itself", "other_host", "other_port", "other_scheme", "host_behind_user"] = "itself"
    host: str = ""

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search with that link in place of its own; one that does not say its own URL stays as it is."""
        links = list_at(search.bundle, "link")
        own = next((text_at(link, "url") for link in links if text_at(link, "relation") == "self"), None)
        if own is None:
            return search
        kept = [link for link in links if text_at(link, "relation") != "next"]
        told: list[JsonValue] = [*kept, {"relation": "next", "url": self._url(own, *search.canaries)}]
        return replace(search, bundle={**search.bundle, "link": told})

    def _url(self, own: str, other_host: str, other_port: str) -> str:
        parts = urlsplit(own)
        if self.leads_to == "itself":
            return own
        if self.leads_to == "other_scheme":
            return parts._replace(scheme="http").geturl()
        if self.leads_to == "other_port":
            return f"{other_port}{parts.path}?{parts.query}"
        if self.leads_to == "host_behind_user":
            return f"{other_host}{parts.path}?{parts.query}".replace("://", f"://{parts.netloc}@", 1)
        port = "" if parts.port is None else f":{parts.port}"
        host = self.host or urlsplit(other_host).netloc.rpartition(":")[0]
        return parts._replace(netloc=f"{host}{port}").geturl()
