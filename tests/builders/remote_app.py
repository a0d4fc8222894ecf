"""An app that its publisher runs, on this machine: the conformant app at a URL, which proves whose its domain is."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from builders.listening import listening
from builders.reference_apps import conformant
from builders.waiting import until

from conformance_suite.driver.readiness import look_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PROVING = '''\
import os

import serve


class Diary(serve.Diary):
    """The diary, which answers the portal's challenge too."""

    def handle(self, method, path, query, form, sid):
        if path == os.environ["PROOF_PATH"]:
            return serve.Page(200, os.environ["PROOF_ANSWER"])
        return super().handle(method, path, query, form, sid)

    def document(self, page):
        return page.body if page.body == os.environ["PROOF_ANSWER"] else super().document(page)
'''


def manifest_of(folder: Path, port: int) -> str:
    """The manifest of the conformant app at a port of this machine; its files are in the folder."""
    manifest = conformant(folder)
    (folder / "defect.py").write_text(PROVING, encoding="utf-8")
    lines = manifest.read_text(encoding="utf-8").splitlines()
    dropped = ("  cwd:", "  port:", "  env:", "  production_env:")
    kept = [line for line in lines if not line.startswith(dropped)]
    url = f"  url: http://localhost:{port}"
    return "\n".join(url if line.startswith("  command:") else line for line in kept) + "\n"


@contextmanager
def answering(answers: Mapping[str, bytes], *, port: int = 0) -> Iterator[int]:
    """A server that answers these paths, any other with 404; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    with listening(server):
        yield int(server.server_address[1])


@contextmanager
def running(folder: Path, port: int, told: Mapping[str, Any], proof: tuple[str, str]) -> Iterator[None]:
    """The app, started by its publisher with what the portal told, with the proof (its URL, its text) in place."""
    authority = folder / "space-ca.pem"
    authority.write_text(str(told["ca_bundle"]), encoding="ascii")
    given = {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "ID_TOKEN_ALG": "ES256",
        "MES_ISSUER": str(told["issuer"]),
        "MES_CLIENT_ID": str(told["client_id"]),
        "MES_CLIENT_SECRET": str(told["client_secret"]),
        "MES_FHIR_BASE": str(told["fhir_base"]),
        "MES_REDIRECT_URI": f"http://localhost:{port}/callback",
        "MES_APP_URL": f"http://localhost:{port}",
        "MES_SOLUTION_OID": str(told["solution_oid"]),
        "MES_ID_TOKEN_HEADER": str(told["id_token_header"]),
        "SSL_CERT_FILE": str(authority),
        "PROOF_PATH": urlsplit(proof[0]).path,
        "PROOF_ANSWER": proof[1],
    }
    app = subprocess.Popen([sys.executable, "serve.py"], cwd=folder, env=given)
    try:
        until(lambda: look_at(f"http://localhost:{port}/healthz", authority).up)
        yield
    finally:
        app.kill()
        app.wait()
