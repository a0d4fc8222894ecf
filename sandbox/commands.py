"""The command `sandbox`: a standing mock health space to develop against."""

import json
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from sandbox.client import Client, Mode, Persona, Ports, Sandbox, SandboxError, Space
from sandbox.identity_clients import PROVIDERS, register_identity_client
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject, JsonValue

STANDING = "mes"
_SCOPE = " ".join(inferred().scopes)
_RESIDENTS = 1000
_PROFESSIONALS = 3  # told of; the pages of Pro Santé Connect find the others
_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
_PORT = click.IntRange(0, 65535)
_ALIVE_CHECK = 1.0  # seconds between two looks at the process


@click.command("sandbox")
@click.option("--port", type=_PORT, default=0, show_default="any free one", help="Port of the space.")
@click.option("--token-port", type=_PORT, default=0, show_default="any free one", help="Port of its token endpoint.")
@click.option(
    "--control-port", type=_PORT, default=0, show_default="any free one", help="Port of the control interface."
)
@click.option("--console-port", type=_PORT, default=0, show_default="any free one", help="Port of the console page.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that keeps certificate authority, keys and clients from one start to the next.",
)
@click.option("--client", "redirect_uris", multiple=True, metavar="REDIRECT_URI", help="Register a client; repeatable.")
@click.option("--client-id", help="Its client_id; the same id registers the same client again.")
@click.option("--scope", default=_SCOPE, show_default=True, help="Its scope.")
@click.option("--auth-method", type=click.Choice(_METHODS), default=_METHODS[0], show_default=True)
@click.option("--id-token-alg", type=click.Choice(("RS256", "ES256", "HS256")), default="RS256", show_default=True)
@click.option(
    "--identity-client",
    "identity_clients",
    type=(click.Choice(PROVIDERS), str),
    multiple=True,
    metavar="PROVIDER REDIRECT_URI",
    help=f"Register a client at an identity provider ({', '.join(PROVIDERS)}); repeatable.",
)
@click.option(
    "--personas", type=click.IntRange(0, 100), default=3, show_default=True, help="How many people live in the space."
)
@click.option(
    "--people",
    type=click.IntRange(10, 100_000),
    show_default=f"{_RESIDENTS}, or as many as live in a kept space",
    help="How many residents the space has beside them: families, each person with a record.",
)
@click.option("--seed", default=1, show_default=True, help="Who they are.")
@click.option(
    "--lenient",
    is_flag=True,
    help="Take authorization requests without PKCE, state or nonce, as spaces of conformance runs do.",
)
@click.option(
    "--signed-metadata",
    is_flag=True,
    help="Sign the discovery document too (RFC 8414, 2.1), and print the keys that verify it as metadata_jwks.",
)
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="File for the log of the space.")
def sandbox(
    *,
    port: int,
    token_port: int,
    control_port: int,
    console_port: int,
    state: Path | None,
    redirect_uris: tuple[str, ...],
    client_id: str | None,
    scope: str,
    auth_method: str,
    id_token_alg: str,
    identity_clients: tuple[tuple[str, str], ...],
    personas: int,
    people: int | None,
    seed: int,
    lenient: bool,
    signed_metadata: bool,
    log: Path | None,
) -> None:
    """Serve a standing mock health space, and print its coordinates as one line of JSON.

    It demands what the real space demands (PKCE, state, nonce), and runs until Ctrl-C. Its console is a page on which
    you choose a person, register a client, watch the exchanges and arm a fault; the link to it is good once.
    """
    over = _until_asked_to_end()
    try:
        with Sandbox.start(seed=seed, ports=Ports(port, token_port, control_port), authority=state, log=log) as running:
            mode: Mode = "suite" if lenient else "strict"
            space = running.create_space(mode=mode, space_id=STANDING, residents=_residents(people, state))
            metadata = _metadata(redirect_uris, scope=scope, auth_method=auth_method, id_token_alg=id_token_alg)
            client = space.register_client(metadata, client_id=client_id) if redirect_uris else None
            given_out = [person for person in space.personas() if person.canary]
            given_out += [space.create_persona() for _ in range(personas - len(given_out))]
            console = space.open_console(port=console_port)
            place = _coordinates(running, space, client, given_out) | {"console": console}
            place |= {"metadata_jwks": space.sign_metadata()} if signed_metadata else {}
            place["identity_clients"] = {
                name: register_identity_client(space, name, uri, state=state) for name, uri in identity_clients
            }
            click.echo(json.dumps(place, ensure_ascii=False))
            click.echo(f"The console of the space opens once, in one browser, at {console}", err=True)
            _stay(running, over)
    except SandboxError as error:
        raise click.ClickException(str(error)) from error


def _residents(wanted: int | None, state: Path | None) -> int | None:
    """Return how many residents to settle: none anew where a space was kept, which knows its own."""
    if wanted is None and state is not None and (state / "spaces" / STANDING / "people.json").exists():
        return None
    return wanted or _RESIDENTS


def _stay(running: Sandbox, over: threading.Event) -> None:
    """Return once asked to end; raise `SandboxError` if the process does not wait for that."""
    while running.alive():
        if over.wait(_ALIVE_CHECK):
            return
    raise SandboxError("the sandbox process ended by itself; see its log (--log FILE)")


def _until_asked_to_end() -> threading.Event:
    """Return an event that Ctrl-C or SIGTERM sets."""
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return over


def _metadata(redirect_uris: Sequence[str], *, scope: str, auth_method: str, id_token_alg: str) -> dict[str, JsonValue]:
    return {
        "redirect_uris": list(redirect_uris),
        "scope": scope,
        "token_endpoint_auth_method": auth_method,
        "id_token_signed_response_alg": id_token_alg,
    }


def _coordinates(sandbox: Sandbox, space: Space, client: Client | None, people: Sequence[Persona]) -> JsonObject:
    place: JsonObject = {
        "issuer": space.issuer,
        "authorization_endpoint": space.authorization_endpoint,
        "token_endpoint": space.token_endpoint,
        "jwks_uri": space.jwks_uri,
        "userinfo_endpoint": space.userinfo_endpoint,
        "fhir_base": space.fhir_base,
        "apis": dict(space.apis),
        "identity_providers": dict(space.identity_providers),
        "ca_bundle": str(sandbox.ca_bundle),
        "ca_p12": str(sandbox.ca_p12),
        "personas": [
            {"id": person.id, "name": person.name, "email": person.email, "password": person.password}
            for person in people
        ],
        "professionals": [
            {"name": one.name, "national_id": one.national_id, "password": one.password}
            for one in space.professionals(count=_PROFESSIONALS)
        ],
    }
    if client is not None:
        place |= {
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "private_jwk": client.private_jwk,
            "solution_oid": client.solution_oid,
            "id_token_header": client.id_token_header,
        }
    return place
