"""The desk of the space: where control interface and console register clients, meet people, have acts done and lie.

Whatever is done here is done between two resets of the space, never across one.
"""

from collections.abc import Mapping, Sequence

from authlib.oauth2 import OAuth2Error

from sandbox.act_declarations import Act, declared_acts
from sandbox.clock import Clock
from sandbox.fhir.acts import ACTS, act_in_records
from sandbox.fhir.apis.all import APIS
from sandbox.holder import acts as holder_acts
from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.provider import Provider
from sandbox.identity.providers import PROVIDERS
from sandbox.identity.realm import realm_of
from sandbox.identity.relying_party import CLIENT_ID as ITSELF
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc import acts, backchannel_logout
from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients, RegisteredClient, UnknownClientError
from sandbox.oidc.expiries import expiries
from sandbox.oidc.pairings import Pairings
from sandbox.oidc.signed_metadata import MetadataKeys
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.oidc.terms import terms
from sandbox.people.people import People
from sandbox.people.population import PopulationExhaustedError
from sandbox.real_identity_guard import require_made_up
from sandbox.reset import reset
from sandbox.spaces import Space
from sandbox.standing_faults import StandingFault, StandingFaults, Until

_DEEDS = acts.ACTS | holder_acts.ACTS
_OF_PAIRINGS = ("solution_oid", "assign_auth", "id_token_header")  # which identity providers do not know


class SpaceDesk:
    """Serves the control interface and the console."""

    def register_client(
        self, space: Space, metadata: Mapping[str, JsonValue], *, client_id: str | None, provider: str | None = None
    ) -> JsonObject:
        """Register a client of the space, or of one of its identity providers; return its coordinates.

        Raises:
            ValueError: the metadata is not acceptable, and the text says which member and why; or no such provider.
            RealIdentityError: (a ValueError) a member names somebody who is, or may be, a real person.
        """
        require_made_up(space, [client_id, dict(metadata)])
        issuer = space if provider is None else realm_of(space, _provider(provider))
        try:
            wanted = read_client_metadata(metadata, issuer.part(terms).offer)
        except OAuth2Error as error:
            raise ValueError(f"{error.error}: {error.description}") from error
        with space.in_use():
            client = issuer.part(Clients).register(wanted, client_id=client_id)
            for algorithm in client.metadata.signed_for_it:
                issuer.part(SigningKeys).of(algorithm)  # now, not in the first sign-in
        told = client.coordinates()
        return told if provider is None else told | dict.fromkeys(_OF_PAIRINGS)

    def sign_metadata(self, space: Space) -> JsonObject:
        """Have the space sign its metadata from now on; return the key set that verifies them."""
        with space.in_use():
            return space.part(MetadataKeys).public()

    def identity_providers(self, space: Space) -> Mapping[str, str]:
        """Return the issuers of the identity providers of a space, by name."""
        return {provider.name: space.issuer + provider.places.issuer for provider in PROVIDERS}

    def list_professionals(self, space: Space, *, start: int, count: int) -> list[JsonObject]:
        """Return a page of those who practise in the space, test passwords included."""
        professionals = realm_of(space, PROSANTECONNECT).part(Professionals)
        return [professionals.coordinates(one) for one in professionals.everyone()[start : start + count]]

    def clients(self, space: Space) -> Sequence[RegisteredClient]:
        """Return every client of the space, in the order of registration."""
        return space.part(Clients).all()

    def provider_clients(self, space: Space, provider: str) -> tuple[RegisteredClient, ...]:
        """Return the clients of an identity provider, in the order of registration, but for the space itself.

        Raises:
            ValueError: no provider has that name.
        """
        every = realm_of(space, _provider(provider)).part(Clients).all()
        return tuple(one for one in every if one.client_id != ITSELF)

    def remove_client(self, space: Space, client_id: str, *, provider: str | None = None) -> JsonObject:
        """Remove a client, revoke all that was issued to it and end its pairings; `unpaired` tells how many.

        Raises:
            UnknownClientError: (a LookupError) there is no such client.
            ValueError: no provider has that name.
        """
        issuer = space if provider is None else realm_of(space, _provider(provider))
        if provider is not None and client_id == ITSELF:
            raise UnknownClientError("the space is a client of its providers for good")
        with space.in_use(), space.lock:
            issuer.part(Clients).remove(client_id)
            issuer.part(Authorizations).revoke_client(client_id)
            if provider is not None:
                return {"client_id": client_id, "unpaired": 0}
            return {"client_id": client_id, "unpaired": space.part(Pairings).end_all_of(client_id)}

    def apis(self) -> Mapping[str, str]:
        """Return the base of each FHIR API below the issuer, by the last part of its path."""
        return {api.base.rpartition("/")[2]: api.base for api in APIS}

    def create_persona(self, space: Space, *, homonym_of: str | None) -> JsonObject:
        """Return the next person, password included; as a homonym of the person of that id, if one is named.

        Raises:
            LookupError: the population is exhausted, or nobody has that id.
        """
        people = space.part(People)
        other = people.find(homonym_of)
        if homonym_of is not None and other is None:
            raise LookupError(f"nobody here has the id {homonym_of[:80]!r}")
        try:
            return people.create(other).coordinates()
        except PopulationExhaustedError as error:
            raise LookupError(str(error)) from error

    def list_personas(self, space: Space, *, start: int, count: int) -> list[JsonObject]:
        """Return a page of those who live in the space, those given out first, passwords included."""
        return [persona.coordinates() for persona in space.part(People).everyone()[start : start + count]]

    def acts(self) -> tuple[Act, ...]:
        """Return every act there is, with its words and parameters."""
        return tuple(declared_acts().values())

    def act(self, space: Space, episode: str | None, act: str, parameters: Mapping[str, JsonValue]) -> JsonObject:
        """Do an act in an episode, and journal it; return the fields of the `act` event.

        Raises:
            UnknownActError: (a ValueError) there is no such act, or a parameter is wrong.
            RealIdentityError: (a ValueError) a parameter names somebody who is, or may be, a real person.
        """
        with space.in_use():
            require_made_up(space, dict(parameters))
            done = self._act(space, episode, act, parameters)
            space.journal.record("act", {"act": act, **done}, episode=episode)
        return done

    def standing_faults(self, space: Space) -> Sequence[StandingFault]:
        """Return the faults armed outside an episode, and those that were lately."""
        return space.part(StandingFaults).all()

    def arm_fault(
        self, space: Space, fault_id: str, params: Mapping[str, JsonValue], *, until: Until, client_id: str | None
    ) -> StandingFault:
        """Arm a fault outside an episode.

        Raises:
            ValueError: there is no such fault, it has no such setting, or it cannot be armed for a client.
            UnknownClientError: (a LookupError) there is no such client.
        """
        with space.in_use():
            if client_id is not None:
                space.part(Clients).get(client_id)
            return space.part(StandingFaults).arm(fault_id, params, until=until, client_id=client_id)

    def disarm_fault(self, space: Space, number: int) -> StandingFault:
        """Disarm a fault.

        Raises:
            UnknownStandingFaultError: (a LookupError) none is armed under that number.
        """
        with space.in_use():
            return space.part(StandingFaults).disarm(number)

    def clock(self, space: Space) -> JsonObject:
        """Tell the time of the space (`now`, RFC 3339), how far `ahead` it is (seconds), and how much is good now."""
        clock, good = space.part(Clock), expiries(space)
        return {
            "now": clock.today().isoformat(timespec="seconds"),
            "ahead": clock.ahead,
            "good": {kind: len(ends) for kind, ends in good.ends.items()},
        }

    def advance_clock(self, space: Space, seconds: float) -> JsonObject:
        """Move the clock of the space forward, and journal it; return `expired`, how much of each kind that ended.

        Raises:
            ValueError: it cannot go there.
        """
        with space.in_use():
            expired: JsonObject = dict(expiries(space).within(seconds))
            space.part(Clock).advance(seconds)
            moved: JsonObject = {"seconds": seconds, "expired": expired}
            space.journal.record("clock", moved)
        return moved | self.clock(space)

    def reset(self, space: Space) -> None:
        """Bring the space back to its beginning (see `sandbox.reset`).

        Raises:
            EpisodeOpenError, StillBusyError: it cannot be done now.
        """
        reset(space)

    def _act(self, space: Space, episode: str | None, act: str, parameters: Mapping[str, JsonValue]) -> JsonObject:
        if act in ACTS:
            return act_in_records(space, episode, act, parameters)
        if act == backchannel_logout.ACT:
            return backchannel_logout.send_logout_token(space, episode, parameters)
        if act in _DEEDS:
            return acts.act(space, episode, act, _DEEDS[act], parameters)
        every = (*_DEEDS, *ACTS, backchannel_logout.ACT)
        raise acts.UnknownActError(f"no act is called {act}; there are: {', '.join(sorted(every))}")


def _provider(name: str) -> Provider:
    for provider in PROVIDERS:
        if provider.name == name:
            return provider
    raise ValueError(f"no identity provider is called {name!r}; there are: {', '.join(one.name for one in PROVIDERS)}")
