"""The stage of a demonstration on one machine: releases of an example, a production space, the app in it, people.

Everything here is real and local: the space is a process of its own, strict, and lets in only whoever shows a software
statement of the portal that it trusts; the app is started as a publisher would; people use it by a browser.
"""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance_suite.manifest.loader import load_manifest
from conformance_suite.ports import free_port
from conformance_suite.rehearsal import Rehearsal, RehearsalError, Visitor
from sandbox.client import Client, Ports, Sandbox, Space, Trust

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORGOTTEN = "code_challenge_method"  # the line that the defective release lacks: Authlib then sends no PKCE
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*")  # what was left there by something else


class LocalStage:
    """Everything outside of the portal, on this machine."""

    def __init__(self, data: Path, *, example: Path, program: tuple[str, ...]) -> None:
        self.data = data
        self.example = example
        self.program = program
        self.port = free_port()

    def releases(self) -> tuple[Path, Path]:
        """Copy the example twice: 1.0.0 without the line that asks for PKCE, and 1.0.1 whole."""
        if not self.example.is_dir():
            raise RehearsalError(f"the demonstration plays {self.example}, which is not there: run it from a checkout")
        defective, mended = (self.data / "releases" / version for version in ("1.0.0", "1.0.1"))
        for folder in (defective, mended):
            if not folder.exists():
                shutil.copytree(self.example, folder, ignore=NOT_COPIED)
                manifest = folder / "poincon.yaml"
                manifest.write_text(manifest.read_text().replace("version: 1.0.0", f"version: {folder.name}"))
        source = defective / "app.py"
        lines = source.read_text().splitlines(keepends=True)
        source.write_text("".join(line for line in lines if FORGOTTEN not in line))
        return defective, mended

    def production_redirect_uris(self) -> tuple[str, ...]:
        """The callback of the app as it will be deployed."""
        return (f"http://localhost:{self.port}/callback",)

    def open_production(self, *, statement_issuer: str, statement_jwks_uri: str) -> LocalProduction:
        """Start a strict space in a process of its own, with keys and issuer of its own."""
        port = free_port()
        log = self.data / "production-space.log"
        running = Sandbox.start(seed=2026, log=log, ports=Ports(main=port))
        trust = Trust(statement_issuer, statement_jwks_uri, f"https://localhost:{port}/s/mes")
        space = running.create_space(mode="strict", space_id="mes", trust=trust)
        return LocalProduction(self, running, space)

    def verify(self, label: str) -> tuple[int, str]:
        """Run the command as anyone would."""
        path = self.data / "label.jwt"
        path.write_text(label)
        done = subprocess.run([*self.program, "verify", str(path)], capture_output=True, text=True, check=False)  # noqa: S603
        return done.returncode, (done.stdout + done.stderr).strip()


@dataclass
class LocalProduction:
    """The production space, and the app deployed to it."""

    stage: LocalStage
    running: Sandbox
    space: Space
    registered: dict[str, str] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """The issuer of the space."""
        return self.space.issuer

    def register(self, statement: str) -> str:
        """Register by RFC 7591 at the endpoint that discovery tells."""
        discovery = self._json(f"{self.issuer}/.well-known/openid-configuration")
        wish = {"software_statement": statement, "id_token_signed_response_alg": "ES256"}
        said = self._json(str(discovery["registration_endpoint"]), json.dumps(wish).encode())
        self.registered = {name: str(said[name]) for name in ("client_id", "solution_oid")}
        return self.registered["client_id"]

    def deploy(self, client_id: str, private_jwk: Mapping[str, object]) -> LocalDeployment:
        """Start the mended release with its client and its own key."""
        manifest = load_manifest(self.stage.releases()[1])
        client = Client(
            client_id, None, json.loads(json.dumps(private_jwk)), self.registered["solution_oid"], "X-ID-Token"
        )
        log = self.stage.data / "app.log"
        port = self.stage.port
        return LocalDeployment(Rehearsal.start(manifest, self.running, self.space, client, port=port, log=log))

    def stop(self) -> None:
        """End the space."""
        self.running.stop()

    def _json(self, url: str, body: bytes | None = None) -> dict[str, object]:
        trusted = ssl.create_default_context(cafile=str(self.running.ca_bundle))
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, body, kind)  # noqa: S310 - https, our own space
        try:
            with urllib.request.urlopen(request, timeout=10, context=trusted) as answer:  # noqa: S310 - idem
                said: dict[str, object] = json.load(answer)
                return said
        except urllib.error.HTTPError as error:
            with error:
                raise RehearsalError(error.read().decode("utf-8", "replace")) from error


@dataclass
class LocalDeployment:
    """The labelled app, used by people."""

    rehearsal: Rehearsal
    person: Visitor | None = None

    def pair(self) -> str:
        """The first person pairs."""
        self.person = self.rehearsal.newcomer()
        self.person.try_to_sign_in()
        return self.person.seat.persona.name if self.person.is_signed_in() else ""

    def read(self) -> str:
        """The first person looks at their measures."""
        if self.person is None:
            return "nobody is paired"
        words = self.person.play("read_measures")
        own = ", ".join(self.person.own_values(words)) or "nothing of theirs"
        return f"The page shows {own} (kg): {words}"

    def pair_again(self) -> str:
        """Somebody else tries to pair."""
        person = self.rehearsal.newcomer()
        try:
            said = person.try_to_sign_in()
        except RehearsalError as error:
            return f"refused: {error}"
        return "paired" if person.is_signed_in() else f"refused: {said}"

    def stop(self) -> None:
        """End the app."""
        self.rehearsal.stop()
