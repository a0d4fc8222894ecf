"""The portal as somebody with a browser meets it: signing in, forms, a port, and the list of its pages."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from builders.listening import listening
from werkzeug.serving import make_server

from catalogue_portal.accounts.session_cookie import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from builders.told_story import Story
    from flask import Flask
    from flask.testing import FlaskClient

PAGES = {
    "home": (None, "/"),
    "catalogue": (None, "/catalogue"),
    "catalogue without an answer": (None, "/catalogue?words=nothing-is-called-so"),
    "labelled app": (None, "/catalogue/{app Souffle}"),
    "suspended app": (None, "/catalogue/{app Pas à pas}"),
    "verify": (None, "/verify"),
    "verified label": (None, "/verify?label={listed label}"),
    "forged label": (None, "/verify?label=nonsense"),
    "sign in": (None, "/sign-in"),
    "sign up": (None, "/sign-up"),
    "accessibility": (None, "/accessibility"),
    "doctrine": (None, "/doctrine"),
    "requirement that people read": (None, "/doctrine/MES-INT-10"),
    "requirement of an edition": (None, "/doctrine/REF-OAU-04?edition=2026-1"),
    "API": (None, "/api/docs"),
    "API of dossiers": (None, "/api/docs/dossiers"),
    "nothing here": (None, "/nothing-here"),
    "desk": ("camille", "/desk"),
    "new app": ("camille", "/apps/new"),
    "app": ("camille", "/apps/{app Carnet de tension}"),
    "manifest": ("camille", "/apps/{app Carnet de tension}/releases/new"),
    "release": ("camille", "/releases/{Carnet de tension 2.3.0}"),
    "release at a domain": ("camille", "/releases/{remote release}"),
    "domain and space": ("camille", "/releases/{remote release}/domain"),
    "failed run": ("camille", "/runs/{bad run}"),
    "conformant run": ("camille", "/runs/{good run}"),
    "failed case": ("camille", "/runs/{bad run}/cases/IDT-21"),
    "inconclusive case": ("camille", "/runs/{bad run}/cases/TOK-05"),
    "case of the certificate": ("camille", "/runs/{good run}/cases/TLS-01"),
    "live run": ("camille", "/runs/{live run}"),
    "own dossier": ("camille", "/dossiers/{open dossier}"),
    "file of the dossier": ("camille", "/dossiers/{open dossier}/file"),
    "credentials": ("camille", "/credentials/{client}"),
    "account": ("camille", "/account"),
    "organisation": ("camille", "/organisations/{organisation}"),
    "observations": ("camille", "/proceedings/{proceeding}/do/observe"),
    "convergence": ("camille", "/apps/{app Souffle}/convergence"),
    "convergence before it begins": ("camille", "/apps/{app Pas à pas}/convergence"),
    "declaration": ("camille", "/apps/{app Souffle}/convergence/declaration"),
    "declaration of what the run proved": (
        "camille",
        "/apps/{app Souffle}/convergence/declaration?theme=protocols&show=left&propose=run",
    ),
    "another edition": ("camille", "/apps/{app Souffle}/convergence/edition?to=2027-1"),
    "two versions of a declaration": ("camille", "/apps/{app Souffle}/convergence/comparison?before=1&after=2"),
    "import of a declaration": ("camille", "/apps/{app Souffle}/convergence/file"),
    "filed declaration": ("nadia", "/apps/{app Carnet de tension}/convergence/1?run={good run}"),
    "documents": ("camille", "/apps/{app Carnet de tension}/evidence"),
    "document": ("camille", "/evidence/{certificate document}"),
    "new document": ("camille", "/apps/{app Carnet de tension}/evidence/new/accessibility_statement"),
    "newer version of a document": ("camille", "/evidence/{certificate document}/new"),
    "filed document": ("nadia", "/evidence/{certificate document}"),
    "queue": ("nadia", "/reviews"),
    "dossier": ("nadia", "/dossiers/{open dossier}"),
    "evaluation": ("nadia", "/dossiers/{open dossier}/evaluation"),
    "opinion": ("nadia", "/dossiers/{open dossier}/opinion"),
    "complement": ("nadia", "/dossiers/{open dossier}/do/request_complement"),
    "surveillance": ("nadia", "/surveillance"),
    "urgent suspension": ("nadia", "/labels/{listed label}/proceedings/urgent_suspension"),
    "labelled app for the office": ("nadia", "/catalogue/{app Souffle}"),
    "closed dossier": ("olivier", "/dossiers/{listed dossier}"),
    "agreement": ("olivier", "/agreements/{listed agreement}"),
    "refusal": ("olivier", "/dossiers/{open dossier}/decision/refuse"),
    "proceeding": ("olivier", "/proceedings/{proceeding}"),
    "people": ("yann", "/people"),
    "organisations": ("yann", "/organisations"),
    "audit": ("yann", "/audit"),
    "what is left to be weighed": ("nadia", "/dossiers/{open dossier}/evaluation?show=left"),
}


def path_of(name: str, story: Story) -> str:
    """The address of a page, with the identifiers of the story filled in."""
    path = PAGES[name][1]
    for word, identifier in story.ids.items():
        path = path.replace("{" + word + "}", identifier)
    return path


def client_of(app: Flask, story: Story, who: str | None, *, language: str = "") -> FlaskClient:
    """A browser in which somebody of the story has signed in before; None is a stranger without an account."""
    client = app.test_client()
    if who is not None:
        client.set_cookie(COOKIE, story.sessions[who])
    if language:
        client.set_cookie("poincon_language", language)
    return client


def form_token(client: FlaskClient, path: str) -> str:
    """The token of the forms of a page."""
    page = client.get(path).get_data(as_text=True)
    return page.partition('name="form_token" value="')[2].partition('"')[0]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a port of its own."""
    server = make_server("127.0.0.1", 0, _with_whole_files(app), threaded=True)
    with listening(server):
        yield f"http://127.0.0.1:{server.server_port}"


def _with_whole_files(app: WSGIApplication) -> WSGIApplication:
    """No file is open while it is sent: the server does not close it when the browser goes elsewhere meanwhile."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.file_wrapper"] = _whole
        return app(environ, start_response)

    return answer


def _whole(file: IO[bytes], _size: int = 0) -> list[bytes]:
    with file:
        return [file.read()]
