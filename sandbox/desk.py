"""The desk of the space: where the control interface registers clients, meets people and has acts done."""

from collections.abc import Mapping

from authlib.oauth2 import OAuth2Error

from sandbox.fhir.acts import ACTS, act_in_records
from sandbox.fhir.apis.all import APIS
from sandbox.holder import acts as holder_acts
from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.provider import Provider
from sandbox.identity.providers import PROVIDERS
from sandbox.identity.realm import realm_of
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc import acts
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.oidc.terms import terms
from sandbox.people.people import People
from sandbox.people.population import PopulationExhaustedError
from sandbox.spaces import Space

_OF_PAIRINGS = ("solution_oid", "assign_auth", "id_token_header")  # which identity providers do not know


class SpaceDesk:
    """Serves the control interface (see `sandbox.spaces.Desk`)."""

    def register_client(
        self, space: Space, metadata: Mapping[str, JsonValue], *, client_id: str | None, provider: str | None = None
    ) -> JsonObject:
        """Register a client of the space, or of one of its identity providers; return its coordinates.

        Raises:
            ValueError: the metadata is not acceptable, and the text says which member and why; or no such provider.
        """
        issuer = space if provider is None else realm_of(space, _provider(provider))
        try:
            wanted = read_client_metadata(metadata, issuer.part(terms).offer)
            client = issuer.part(Clients).register(wanted, client_id=client_id)
        except OAuth2Error as error:
            raise ValueError(f"{error.error}: {error.description}") from error
        issuer.part(SigningKeys).of(client.metadata.id_token_signed_response_alg)  # now, not in the first sign-in
        told = client.coordinates()
        return told if provider is None else told | dict.fromkeys(_OF_PAIRINGS)

    def identity_providers(self, space: Space) -> Mapping[str, str]:
        """Return the issuers of the identity providers of a space, by name."""
        return {provider.name: space.issuer + provider.places.issuer for provider in PROVIDERS}

    def list_professionals(self, space: Space, *, start: int, count: int) -> list[JsonObject]:
        """Return a page of those who practise in the space, test passwords included."""
        professionals = realm_of(space, PROSANTECONNECT).part(Professionals)
        return [professionals.coordinates(one) for one in professionals.everyone()[start : start + count]]

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

    def act(self, space: Space, episode: str | None, act: str, parameters: Mapping[str, JsonValue]) -> JsonObject:
        """Do an act in an episode; return the fields of the `act` event.

        Raises:
            UnknownActError: (a ValueError) there is no such act, or a parameter is wrong.
        """
        if act in ACTS:
            return act_in_records(space, episode, act, parameters)
        if act in holder_acts.NAMES:
            return holder_acts.act(space, episode, act, parameters)
        if act not in acts.ACTS:
            known = ", ".join(sorted((*acts.ACTS, *ACTS, *holder_acts.NAMES)))
            raise acts.UnknownActError(f"no act is called {act}; there are: {known}")
        return acts.act(space, episode, act, parameters)


def _provider(name: str) -> Provider:
    for provider in PROVIDERS:
        if provider.name == name:
            return provider
    raise ValueError(f"no identity provider is called {name!r}; there are: {', '.join(one.name for one in PROVIDERS)}")
