"""What is collected about one request and its answer while both are still in the hands of the space."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sandbox.hooks import as_it_is
from sandbox.json_value import JsonObject, JsonValue


def _keep_no_secret(_kind: str, _value: str) -> None:
    """Stand in for the vault where nothing is journalled (unit tests of an endpoint)."""


def _nothing_armed(_exchange: "Exchange") -> Sequence[object]:
    """Stand in for the space's open episodes where there are none."""
    return ()


@dataclass
class Exchange:
    """The mutable collector of one exchange: endpoints say what they know, the wire journals it when the answer left.

    Endpoints find it in `environ["poincon.exchange"]`. All methods may be called from a worker thread.
    """

    id: str
    space: str | None
    episode: str | None = None
    sole: str | None = None  # the only episode open in the space when the request arrived
    life: str | None = None  # of the journal, when the request arrived
    endpoint: str | None = None
    facts: JsonObject = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    request_withheld: bool = False
    scheme: str = "Bearer"  # by which the access token that it shows is to be shown
    sign: Callable[[JsonObject], JsonObject] = as_it_is  # what the answer says, where it is signed within it
    keep_secret: Callable[[str, str], None] = _keep_no_secret
    find_armed: Callable[["Exchange"], Sequence[object]] = _nothing_armed

    def attribute(self, episode: str | None) -> None:
        """Say which episode this exchange belongs to; `None` says nothing and changes nothing."""
        if episode is not None:
            self.episode = episode

    def note(self, **facts: JsonValue) -> None:
        """Keep facts that a judge needs and could not recompute from redacted bytes."""
        self.facts.update(facts)

    def secret(self, kind: str, value: str) -> None:
        """Have `value` replaced, in every encoding, in all that is journalled from now on (this exchange included).

        Kinds: code, access_token, refresh_token, client_secret, verifier, password, cookie, assertion, jwt, identity.
        """
        self.keep_secret(kind, value)

    def withhold_request(self) -> None:
        """Have the journal keep nothing of the body of the request but its size and type."""
        self.request_withheld = True

    def owner(self) -> str | None:
        """Return the episode that this exchange is journalled under."""
        return self.episode if self.episode is not None else self.sole

    def armed(self) -> Sequence[object]:
        """Return the faults armed for the episode of this exchange, in the order of its opening."""
        return self.find_armed(self)
