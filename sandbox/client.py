"""The door to a sandbox process, for whoever plays against it: start it, make spaces, open episodes, read journals."""

import contextlib
import http.client
import json
import secrets
import select
import subprocess
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlencode

from sandbox.json_value import JsonObject, JsonValue
from sandbox.place import Place
from sandbox.ports import Ports
from sandbox.trust import Trust

__all__ = ["Client", "Persona", "Place", "Ports", "Professional", "Sandbox", "SandboxError", "Space", "Trust"]

_STOP_PATIENCE = 5.0  # seconds
_CALL_PATIENCE = 30.0
Mode = Literal["suite", "strict"]


class SandboxError(RuntimeError):
    """The sandbox could not be started, or refused what was asked of it; the message says why."""


@dataclass(frozen=True)
class Client:
    """An OAuth client registered at a space; secrets that it does not have are None.

    A client of an identity provider has neither OID nor header of a pairing: both are empty.
    """

    client_id: str
    client_secret: str | None = field(repr=False)
    private_jwk: JsonObject | None = field(repr=False)
    solution_oid: str
    id_token_header: str
    tls_pem: str | None = field(default=None, repr=False)  # key and certificate, where it is known by one


@dataclass(frozen=True)
class Persona:
    """A made-up person who lives in a space. `canary` is the value of each measure that only this person has."""

    id: str
    name: str
    email: str
    password: str = field(repr=False)
    canary: Mapping[str, str]
    details: JsonObject = field(repr=False)


@dataclass(frozen=True)
class Professional:
    """A made-up professional of a space's directory, who signs in at Pro Santé Connect with the national id."""

    id: str
    name: str
    national_id: str
    rpps: str
    password: str = field(repr=False)
    details: JsonObject = field(repr=False)


class _Line:
    """The control line to one process: connections are kept, and used by whichever thread calls next.

    A run makes thousands of calls, so they go over the plain client of the standard library.
    """

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._idle: deque[http.client.HTTPConnection] = deque()

    def call(
        self,
        method: str,
        path: str,
        content: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> JsonObject:
        """Return the answer to one call."""
        patience = _CALL_PATIENCE + float((query or {}).get("wait", "0"))
        target = f"{path}?{urlencode(query)}" if query else path
        body = None if content is None else json.dumps(content).encode()
        try:
            status, told = self._exchange(method, target, body, patience)
            said: JsonObject = json.loads(told)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SandboxError(f"the sandbox does not answer: {error}") from error
        if status >= HTTPStatus.BAD_REQUEST:
            raise SandboxError(str(said.get("error", status)))
        return said

    def close(self) -> None:
        """Let go of the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    def _exchange(self, method: str, target: str, body: bytes | None, patience: float) -> tuple[int, bytes]:
        """Return status and body of an answer; the connection is kept for another call if nothing went wrong on it."""
        connection = self._connection()
        try:
            _be_patient(connection, patience)
            connection.request(method, target, body, self._headers)
            response = connection.getresponse()
            told = response.read()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return response.status, told

    def _connection(self) -> http.client.HTTPConnection:
        """Return a connection that nobody uses, a new one if there is none that the process still holds."""
        with contextlib.suppress(IndexError):
            while True:
                connection = self._idle.pop()
                if not _has_ended(connection):
                    return connection
                connection.close()
        return http.client.HTTPConnection("127.0.0.1", self._port)


def _be_patient(connection: http.client.HTTPConnection, seconds: float) -> None:
    connection.timeout = seconds
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _has_ended(connection: http.client.HTTPConnection) -> bool:
    """Tell whether the other side has left a connection on which no answer is awaited."""
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


class Space:
    """One mock health space: `issuer` and the endpoints that its discovery document would tell.

    `ports` are all those at which it listens on loopback, from the moment when it is made; none comes later.
    `apis` are the bases of its FHIR APIs, by name (`mesures`, `documents`, ...); `fhir_base` is that of API Mesures.
    `issuer_2` is that of a second issuer, of somebody else, beside the space of a conformance run; else it is empty.
    `identity_providers` are the issuers of the national identity providers inside it, by name.
    `canaries` are two addresses that are not the space's, on another host and on another port of its own: what comes
    below them belongs to the episode that is named next in the path.
    """

    def __init__(self, line: _Line, coordinates: Mapping[str, JsonValue]) -> None:
        self._line = line
        self.id = str(coordinates["id"])
        self.issuer = str(coordinates["issuer"])
        self.authorization_endpoint = str(coordinates["authorization_endpoint"])
        self.token_endpoint = str(coordinates["token_endpoint"])
        self.jwks_uri = str(coordinates["jwks_uri"])
        self.userinfo_endpoint = str(coordinates["userinfo_endpoint"])
        self.fhir_base = str(coordinates["fhir_base"])
        self.issuer_2 = str(coordinates.get("issuer_2", ""))
        ports = coordinates.get("ports")
        self.ports = tuple(int(str(port)) for port in ports) if isinstance(ports, list) else ()
        apis = coordinates.get("apis")
        self.apis = {name: str(base) for name, base in apis.items()} if isinstance(apis, dict) else {}
        issuers = coordinates.get("identity_providers")
        self.identity_providers = (
            {name: str(issuer) for name, issuer in issuers.items()} if isinstance(issuers, dict) else {}
        )
        addresses = coordinates.get("canaries")
        self.canaries = tuple(map(str, addresses)) if isinstance(addresses, list) else ()

    def register_client(
        self, metadata: Mapping[str, JsonValue], *, client_id: str | None = None, provider: str | None = None
    ) -> Client:
        """Register a client of the space, or of an identity provider of `identity_providers`; metadata of RFC 7591."""
        said = self._post("clients", {"metadata": dict(metadata), "client_id": client_id, "provider": provider})
        jwk = said.get("private_jwk")
        secret = said.get("client_secret")
        return Client(
            client_id=str(said["client_id"]),
            client_secret=None if secret is None else str(secret),
            private_jwk=jwk if isinstance(jwk, dict) else None,
            solution_oid=str(said["solution_oid"] or ""),
            id_token_header=str(said["id_token_header"] or ""),
            tls_pem=str(said["client_tls_pem"]) if "client_tls_pem" in said else None,
        )

    def clients(self) -> list[JsonObject]:
        """Return every client with its credentials and, as `metadata`, what it registered (RFC 7591)."""
        return _objects(self._get("clients")["clients"])

    def remove_client(self, client_id: str) -> JsonObject:
        """Remove a client, revoke all that was issued to it and end its pairings (`unpaired` of them)."""
        return self._post("clients/remove", {"client_id": client_id})

    def sign_metadata(self) -> JsonObject:
        """Have the space sign its metadata from now on (RFC 8414, 2.1); return the key set that verifies them."""
        jwks = self._post("metadata", {})["jwks"]
        return jwks if isinstance(jwks, dict) else {}

    def create_persona(self, *, homonym_of: str | None = None) -> Persona:
        """Return the next person of the seeded population, who now lives here.

        As a homonym of the person of that id, they share their birth name, first given name, sex and day of birth.
        """
        return _persona(self._post("personas", {"homonym_of": homonym_of}))

    def personas(self, *, start: int = 0, count: int = 100) -> list[Persona]:
        """Return a page of those who live in the space: those given out first, then the residents."""
        found = self._line.call("GET", f"/spaces/{self.id}/personas?start={start}&count={count}")["personas"]
        return [_persona(said) for said in found if isinstance(said, dict)] if isinstance(found, list) else []

    def professionals(self, *, start: int = 0, count: int = 100) -> list[Professional]:
        """Return a page of the professionals who practise in the space."""
        found = self._line.call("GET", f"/spaces/{self.id}/professionals?start={start}&count={count}")["professionals"]
        return [_professional(said) for said in found if isinstance(said, dict)] if isinstance(found, list) else []

    def open_episode(self, opening: Mapping[str, Any]) -> None:
        """Open episode `opening["episode"]`: arm `opening["faults"]`, declare `opening["lifetimes"]` (seconds)."""
        self._post("episodes", {"opening": dict(opening)})

    def rearm_episode(self, episode: str, faults: Sequence[Mapping[str, JsonValue]]) -> None:
        """Arm other faults (`id`, `params`) in an open episode from now on, in place of those that it had."""
        self._post("episodes/faults", {"episode": episode, "faults": [dict(fault) for fault in faults]})

    def close_episode(
        self, episode: str, *, outcome: str, reason: str | None = None, settled: float | None = None
    ) -> None:
        """Disarm an episode; what belongs to it and comes later is still journalled under it."""
        self._post("episodes/end", {"episode": episode, "outcome": outcome, "reason": reason, "settled": settled})

    def act(self, episode: str | None, act: str, **parameters: JsonValue) -> JsonObject:
        """Do what is done at the space, to the pairings and in the records of an episode or of one `persona`.

        By a person, or by time: launch_app (`launch`, the value that the app is given), expire_access_token,
        revoke_refresh_token, withdraw_consent, unpair...
        By a professional, in a person's messages: professional_writes (`text`, `attachments`; `thread`, an id or
        "latest", else `subject` and perhaps `professional` of a new one), professional_reads (`thread`, else all),
        professional_closes_thread (`thread`, else the latest).
        By a holder, their relatives or the platform, to a space: announce_space, open_space, refuse_space,
        close_account, suspend_account, reactivate_account, come_of_age, name_delegate (`delegate`, `scope` see or act),
        revoke_delegate (`delegate`, else all), allow_professional, block_professional, unblock_professional,
        choose_attending_physician (`professional`), oppose_emergency_access, permit_emergency_access,
        open_in_emergency (`professional`, `reason`).
        An act that is not known is refused with all that are.
        """
        return self._post("acts", {"episode": episode, "act": act, "parameters": parameters})

    def acts(self) -> list[JsonObject]:
        """Return every act (`act`, `title` in French and English) with its `parameters`."""
        return _objects(self._get("acts")["acts"])

    def faults(self) -> list[JsonObject]:
        """Return every fault that can be armed: `id`, `title`, `hook_points`, `settings`."""
        return _objects(self._get("faults")["faults"])

    def armed_faults(self) -> list[JsonObject]:
        """Return what is armed outside an episode, or was lately (`over`): `number`, `deliveries`, `delivered`..."""
        return _objects(self._get("faults")["armed"])

    def arm_fault(
        self,
        fault_id: str,
        params: Mapping[str, JsonValue] | None = None,
        *,
        until: Literal["once", "disarmed"] = "disarmed",
        client_id: str | None = None,
    ) -> int:
        """Arm a fault outside an episode, for the next exchange it can bend or until disarmed; return its number."""
        asked = {"id": fault_id, "params": dict(params or {}), "until": until, "client_id": client_id}
        number = self._post("faults", asked)["number"]
        return number if isinstance(number, int) else 0

    def disarm_fault(self, number: int) -> JsonObject:
        """Disarm a fault that was armed outside an episode; return what it did."""
        return self._post("faults/disarm", {"number": number})

    def clock(self) -> JsonObject:
        """Return the time of the space (`now`), how far it is `ahead` (seconds), how much of each kind is `good`."""
        return self._get("clock")

    def advance_clock(self, seconds: float | None = None, *, to: str | None = None) -> JsonObject:
        """Move the clock of the space forward, by seconds or to a moment (RFC 3339); `expired` tells what ended."""
        return self._post("clock", {"seconds": seconds, "to": to})

    def reset(self) -> None:
        """Bring the space back to its beginning; its clients and keys, and who lives in it, stay."""
        self._post("reset", {})

    def open_console(self, *, port: int = 0) -> str:
        """Serve the console of the space on loopback; return a URL that opens it in one browser, once.

        The port is that of the first call: whoever asks again gets another URL to the same console.
        """
        return str(self._post("console", {"port": port})["url"])

    def open_app_front(self, *, app_port: int, port: int = 0) -> int:
        """Serve TLS on loopback before an app that speaks plain http there, with a certificate of the authority.

        The app is told how each request came (X-Forwarded-Proto, -Host and -For; Forwarded, RFC 7239). Return the port.
        """
        opened = self._post("fronts", {"port": port, "app_port": app_port})["port"]
        return opened if isinstance(opened, int) else 0

    def close_app_front(self, port: int) -> None:
        """Close the TLS front on that port; nothing if there is none."""
        self._post("fronts/end", {"port": port})

    def certify_app(self) -> str:
        """Return key and certificate of the authority, as PEM, for an app of this machine that speaks TLS itself."""
        return str(self._post("certificates", {})["pem"])

    def meet_relay(self, path: Path) -> None:
        """Listen at `ports` in another network namespace too, on what the relay hands out at the unix socket `path`."""
        self._post("relay", {"path": str(path)})

    def record(self, events: Sequence[Mapping[str, Any]], *, cookies: Sequence[str] = ()) -> None:
        """Journal what the driver or the runner saw; secrets are taken out by the space, `cookies` from now on."""
        self._post("events", {"events": [dict(event) for event in events], "cookies": list(cookies)})

    def secrets(self, episode: str | None, values: Sequence[str], *, kind: str = "cookie") -> None:
        """Have values taken out of everything that is journalled from now on."""
        self._post("secrets", {"episode": episode, "kind": kind, "values": list(values)})

    def scrub(self, text: str) -> str:
        """Return a text without any secret that this process knows of."""
        return str(self._post("scrubbed", {"text": text})["text"])

    def events(self, *, after: int = 0, wait: float = 0.0, episode: str | None = None) -> list[JsonObject]:
        """Return the journal behind event number `after`, waiting up to `wait` seconds (30 at most) for the first."""
        query = {"after": str(after), "wait": str(wait)} | ({"episode": episode} if episode else {})
        found = self._line.call("GET", f"/spaces/{self.id}/events", query=query)["events"]
        return [event for event in found if isinstance(event, dict)] if isinstance(found, list) else []

    def _get(self, what: str) -> JsonObject:
        return self._line.call("GET", f"/spaces/{self.id}/{what}")

    def _post(self, what: str, content: Mapping[str, Any]) -> JsonObject:
        return self._line.call("POST", f"/spaces/{self.id}/{what}", content)


def _objects(found: JsonValue) -> list[JsonObject]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _persona(said: JsonObject) -> Persona:
    canary = said["canary"]
    return Persona(
        id=str(said["id"]),
        name=str(said["name"]),
        email=str(said["email"]),
        password=str(said["password"]),
        canary={kind: str(value) for kind, value in canary.items()} if isinstance(canary, dict) else {},
        details={name: value for name, value in said.items() if name != "password"},
    )


def _professional(said: JsonObject) -> Professional:
    return Professional(
        id=str(said["id"]),
        name=str(said["name"]),
        national_id=str(said["national_id"]),
        rpps=str(said["rpps"]),
        password=str(said["password"]),
        details={name: value for name, value in said.items() if name != "password"},
    )


class Sandbox:
    """One running sandbox process. Use it as a context manager, or call `stop`."""

    def __init__(self, process: subprocess.Popen[str], coordinates: Mapping[str, Any]) -> None:
        self._process = process
        self._line = _Line(int(coordinates["control_port"]), str(coordinates["control_token"]))
        self.pid = process.pid
        self.ca_bundle = Path(coordinates["ca_bundle"])
        self.ca_p12 = Path(coordinates["ca_p12"])

    @classmethod
    def start(
        cls,
        *,
        seed: int,
        log: Path | None = None,
        ports: Ports | None = None,
        authority: Path | None = None,
        run_key: bytes | None = None,
        place: Place | None = None,
    ) -> Self:
        """Start a process and return once it serves.

        Args:
            seed: of everything drawn by lot, the population above all.
            log: where it writes its log; nowhere by default.
            ports: wanted ports, any free ones by default.
            authority: folder that keeps its certificate authority and the state of its spaces for the next start.
            run_key: under which secrets are digested in the journal; one of its own by default.
            place: where its spaces are found, on this machine alone by default.

        Raises:
            SandboxError: it could not start.
        """
        config = {
            "seed": seed,
            "run_key": (run_key or secrets.token_bytes(32)).hex(),
            "ports": asdict(ports or Ports()),
            "place": asdict(place or Place()),
            "authority": str(authority.resolve()) if authority else None,
        }
        process = _spawn(log)
        return cls(process, _first_word(process, config))

    def create_space(
        self,
        *,
        mode: Mode = "suite",
        space_id: str | None = None,
        trust: Trust | None = None,
        seed: int | None = None,
        residents: int | None = None,
        apart: bool = False,
        anew: bool = False,
    ) -> Space:
        """Make a space in the process, in which that many residents live.

        Set `apart`, its issuer, JWKS, UserInfo and FHIR APIs have a port each, and may each show another certificate.
        Set `anew`, a space that was kept has its keys and clients still, and nothing else.
        """
        wish = {
            "mode": mode,
            "id": space_id,
            "seed": seed,
            "trust": asdict(trust) if trust else None,
            "residents": residents,
            "apart": apart,
            "anew": anew,
        }
        return Space(self._line, self._line.call("POST", "/spaces", wish))

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process."""
        self._line.close()
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _spawn(log: Path | None) -> subprocess.Popen[str]:
    with contextlib.ExitStack() as stack:
        stderr = stack.enter_context(log.open("ab")) if log else subprocess.DEVNULL
        return subprocess.Popen(
            [sys.executable, "-I", "-m", "sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )


def _end(process: subprocess.Popen[str]) -> None:
    """End a process by the end of its input, which lets it tidy up; kill it only if that takes too long."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    try:
        process.wait(_STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _first_word(process: subprocess.Popen[str], config: Mapping[str, Any]) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise SandboxError("the sandbox process cannot be spoken to")
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(config) + "\n")
        process.stdin.flush()
    line = process.stdout.readline()
    said: dict[str, Any] = json.loads(line) if line.startswith("{") else {}
    if "control_port" not in said:
        _end(process)
        raise SandboxError(str(said.get("error", "the sandbox process ended before it served; see its log")))
    return said
