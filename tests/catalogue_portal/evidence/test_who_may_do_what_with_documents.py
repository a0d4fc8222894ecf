"""Everybody times everything that can be done with documents, by page and by API: both faces answer the same."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.entering import NOBODY, enter, form_token
from builders.papers import HDS, pdf, stream
from sqlalchemy import update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from catalogue_portal.evidence import service
from catalogue_portal.evidence.intake import Intake, take
from catalogue_portal.evidence.models import EvidenceDocument
from catalogue_portal.scanning import NOT_SCANNED

if TYPE_CHECKING:
    from builders.portals import People
    from flask import Flask

WHO = ("owner", "mate", "stranger", "newcomer", "reviewer", "decider", "administrator", NOBODY)
"""The reviewer is assigned to nothing: the office reads what was filed, whoever evaluates it."""
RESTORED = update(EvidenceDocument).values(retired_at=None)
DONE, FORBIDDEN, UNKNOWN, SIGN_IN = "done", "forbidden", "unknown", "sign in"


def answers(own: str, stranger: str, office: str) -> tuple[str, ...]:
    return (own, own, stranger, stranger, office, office, office, SIGN_IN)


EVERYBODY_OF_THE_APP = answers(DONE, UNKNOWN, DONE)
OWN_ALONE = answers(DONE, UNKNOWN, UNKNOWN)
"""What was not filed is unknown to the office too."""
OWN_CHANGES = answers(DONE, UNKNOWN, FORBIDDEN)


@dataclass(frozen=True)
class Action:
    """One thing to do, by page and by API; `api` is empty where only people need it."""

    name: str
    page: tuple[str, str]
    api: tuple[str, str]
    may: tuple[str, ...]
    sends: bool = False


ACTIONS = (
    Action("list", ("GET", "/apps/{app}/evidence"), ("GET", "/apps/{app}/evidence"), EVERYBODY_OF_THE_APP),
    Action("ask for the form", ("GET", "/apps/{app}/evidence/new/hds_certificate"), ("", ""), OWN_CHANGES),
    Action(
        "add",
        ("POST", "/apps/{app}/evidence/new/hds_certificate"),
        ("POST", "/apps/{app}/evidence"),
        OWN_CHANGES,
        sends=True,
    ),
    *(
        action
        for one, reads, changes in (("filed", EVERYBODY_OF_THE_APP, OWN_CHANGES), ("kept", OWN_ALONE, OWN_ALONE))
        for action in (
            Action(f"look at {one}", ("GET", f"/evidence/{{{one}}}"), ("GET", f"/evidence/{{{one}}}"), reads),
            Action(
                f"download {one}",
                ("GET", f"/evidence/{{{one}}}/versions/1/file"),
                ("GET", f"/evidence/{{{one}}}/versions/1/content"),
                reads,
            ),
            Action(f"ask for the next form of {one}", ("GET", f"/evidence/{{{one}}}/new"), ("", ""), changes),
            Action(
                f"renew {one}",
                ("POST", f"/evidence/{{{one}}}/new"),
                ("POST", f"/evidence/{{{one}}}/versions"),
                changes,
                sends=True,
            ),
            Action(
                f"set {one} aside",
                ("POST", f"/evidence/{{{one}}}/retirement"),
                ("DELETE", f"/evidence/{{{one}}}"),
                changes,
            ),
        )
    ),
    Action(
        "download a version of a filed document that was not filed",
        ("GET", "/evidence/{filed}/versions/2/file"),
        ("GET", "/evidence/{filed}/versions/2/content"),
        OWN_ALONE,
    ),
    Action("look at nothing", ("GET", "/evidence/evd_none"), ("GET", "/evidence/evd_none"), answers(*[UNKNOWN] * 3)),
)


@dataclass(frozen=True)
class Asked:
    """Somebody who does something, and what comes of it."""

    who: str
    action: Action
    may: str

    def __str__(self) -> str:
        return f"{self.who} {self.action.name}"


ROWS = [Asked(who, one, may) for one in ACTIONS for who, may in zip(WHO, one.may, strict=True)]


@pytest.fixture
def places(people: People) -> dict[str, str]:
    """One document that was filed and has a newer version that was not, another that never was."""
    with people.context.database.writing() as session:
        filed = service.add(session, people.owner, people.app.id, "Filed", certificate())
        service.file(session, people.app.id)
        service.renew(session, people.owner, filed.id, certificate(b"newer"), after=1)
        kept = service.add(session, people.owner, people.app.id, "Kept", certificate())
        return {"app": people.app.id, "filed": filed.id, "kept": kept.id, "newest_filed": "2", "newest_kept": "1"}


def certificate(inside: bytes = b"") -> Intake:
    return take(
        "hds_certificate",
        pdf(stream(inside)),
        "c.pdf",
        HDS,
        today=date(2026, 11, 29),
        scanner=NOT_SCANNED,
        largest=100_000,
    )


@pytest.mark.parametrize("asked", ROWS, ids=str)
def test_each_may_do_that_and_no_more(app: Flask, people: People, places: dict[str, str], asked: Asked) -> None:
    action = asked.action
    if action.api[0]:
        assert by_api(app, people, places, asked) == asked.may, "the API"
        if asked.may == DONE:  # it is done: the page has the next one to do
            with people.context.database.writing() as session:
                session.execute(RESTORED)
            places |= {"newest_filed": "3", "newest_kept": "2"} if "renew" in action.name else {}
    assert by_page(app, people, places, asked) == asked.may, "the page"


def by_api(app: Flask, people: People, places: dict[str, str], asked: Asked) -> str:
    who, action = asked.who, asked.action
    headers = {} if who == NOBODY else people.bearer(getattr(people, who))
    form = {"fields": json.dumps(HDS)}
    form |= {"after": newest(places, action)} if "renew" in action.name else {}
    form |= {"type": "hds_certificate", "title": "By API"} if action.name == "add" else {}
    method, path = action.api
    given, kind = sent(form) if action.sends else (b"", "")
    answer = app.test_client().open(
        f"/api/v1{path.format(**places)}", method=method, headers=headers, data=given or None, content_type=kind or None
    )
    return {200: DONE, 201: DONE, 204: DONE, 403: FORBIDDEN, 404: UNKNOWN, 401: SIGN_IN}[answer.status_code]


def by_page(app: Flask, people: People, places: dict[str, str], asked: Asked) -> str:
    action, client = asked.action, enter(app, people, asked.who)
    method, path = action.page
    form = {"title": "By page", "after": newest(places, action)} | {f"said.{name}": text for name, text in HDS.items()}
    given, kind = b"", ""
    if method == "POST":
        token = {"form_token": form_token(client)}
        given, kind = sent(token | form) if action.sends else sent(token, file=False)
    answer = client.open(path.format(**places), method=method, data=given or None, content_type=kind or None)
    if answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"):
        return SIGN_IN
    known = {200: DONE, 303: DONE, 403: FORBIDDEN, 404: UNKNOWN, 401: SIGN_IN}
    return known[answer.status_code]


def newest(places: dict[str, str], action: Action) -> str:
    return places["newest_filed" if action.name.endswith("filed") else "newest_kept"]


def sent(form: dict[str, str], *, file: bool = True) -> tuple[bytes, str]:
    fields: dict[str, object] = dict(form)
    if file:
        fields["file"] = FileStorage(io.BytesIO(pdf()), filename="c.pdf", content_type="application/pdf")
    boundary, body = encode_multipart(fields)  # by hand: the client would leave a file open
    return body, f"multipart/form-data; boundary={boundary}"
