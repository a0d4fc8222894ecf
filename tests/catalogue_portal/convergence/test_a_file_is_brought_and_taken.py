"""Import shows what would change before anything is kept and refuses with line and mend; export gives the file back."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.declared import URB, kept, save, text_of
from builders.site import form_token

from catalogue_portal.convergence.intake import take
from doctrine.convergence_difference import difference
from doctrine.convergence_reader import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

FIRST = text_of(MES_URB_03="state: conforms")
SECOND = text_of(MES_URB_03="state: planned, due: 2099-01-31", MES_SEC_01="state: partly, evidence: [é.pdf]")
BOMB = b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(200))


def url(people: People, more: str = "/file") -> str:
    return f"/apps/{people.app.id}/convergence{more}"


def send(
    client: FlaskClient, people: People, raw: bytes | str, *, button: str = "check", after: int = 0
) -> TestResponse:
    data = {"form_token": form_token(client, url(people)), "after": str(after), button: "1"}
    more = {"file": (BytesIO(raw), "convergence.yaml")} if isinstance(raw, bytes) else {"text": raw}
    return client.post(url(people), data=data | more, content_type="multipart/form-data")


def main_of(answer: TestResponse) -> str:
    main = BeautifulSoup(answer.get_data(as_text=True), "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def test_what_a_file_would_change_is_shown_and_nothing_is_kept(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    save(people, FIRST)
    answer = send(entered("owner"), people, SECOND.encode())
    told = main_of(answer)
    assert answer.status_code == 200
    assert "Against version 1; nothing is kept yet." in told
    assert f"Certified hosting (HDS) {URB} Conforms → becomes Planned" in told
    assert "Day : — → 2099-01-31" in told or "Day: — → 2099-01-31" in told
    assert kept(people) == [FIRST]


def test_what_was_seen_is_kept_as_the_next_version(entered: Callable[[str], FlaskClient], people: People) -> None:
    save(people, FIRST)
    client = entered("owner")
    seen = BeautifulSoup(send(client, people, SECOND.encode()).get_data(as_text=True), "html.parser")
    area = seen.find("textarea")
    assert area is not None
    text = area.get_text().removeprefix("\n").replace("\n", "\r\n")  # as browsers send it
    assert send(client, people, text, button="keep", after=1).status_code == 303
    assert kept(people) == [FIRST, SECOND]


def test_a_file_is_not_kept_over_a_version_that_was_not_seen(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    save(people, FIRST)
    answer = send(entered("owner"), people, SECOND, button="keep", after=0)
    assert answer.status_code == 409
    assert "Somebody saved another version meanwhile" in main_of(answer)
    assert SECOND in BeautifulSoup(answer.get_data(as_text=True), "html.parser").textarea.get_text()  # type: ignore[union-attr]
    assert kept(people) == [FIRST]


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (BOMB, "Line 1", "is a YAML alias: write the value out"),
        (b"x: " + b"[" * 50_000, "Line 1", "nested deeper than 40 levels: flatten it"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "The whole", "is not UTF-8 text"),
        (b"\x00\x01", "The whole", "is not valid YAML"),
        (b"x" * 300_000, "The whole", "is larger than 256 KB: split it, or shorten it"),
        (FIRST.encode() + b"  MES-URB-03: {state: conforms}\n", "Line 6", "is given twice"),
        (text_of(REF_OAU_99="state: conforms").encode(), "Line 5", "has no requirement"),
        (text_of(MES_URB_03="state: planned").encode(), "Line 5", "needs a `due` date"),
        (FIRST.replace("2026-1", "../../etc/passwd").encode(), "Line 3", "is no name of an edition"),
        (FIRST.replace("Carnet", "Autre").encode(), "Line 2", "`app` must be 'Carnet', not 'Autre'"),
        (b'{"schema": "poincon/convergence/1",\n "app": "Carnet", "app": "x"}', "Line 2", "is given twice"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_mend(
    entered: Callable[[str], FlaskClient], people: People, raw: bytes, line: str, words: str
) -> None:
    for button in ("check", "keep"):
        answer = send(entered("owner"), people, raw, button=button)
        assert answer.status_code == 422
        told = main_of(answer)
        assert line in told
        assert words in told
    assert kept(people) == []


def test_a_file_of_five_megabytes_is_refused_before_it_is_read(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    whole = b"keep=1&text=" + b"x" * 5 * 1024 * 1024
    answer = entered("owner").post(url(people), data=whole, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "This is too large" in main_of(answer)


def test_nothing_sent_is_told(entered: Callable[[str], FlaskClient], people: People) -> None:
    answer = send(entered("owner"), people, "  ")
    assert (answer.status_code, "Choose a file, or paste its text." in main_of(answer)) == (422, True)


def test_the_file_comes_back_as_it_was_sent(entered: Callable[[str], FlaskClient], people: People) -> None:
    raw = ("# ours\r\n" + SECOND).encode()
    client = entered("owner")
    send(client, people, raw, button="keep")
    answer = client.get(url(people, "/1/file"))
    assert answer.data == raw
    assert answer.headers["Content-Disposition"] == 'attachment; filename="convergence-1.yaml"'
    assert answer.mimetype == "application/yaml"


def test_as_json_it_means_the_same_and_can_be_brought_back(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    save(people, SECOND)
    client = entered("owner")
    raw = client.get(url(people, "/1/file?form=json")).data
    assert difference(take(SECOND).convergence, parse(Path("c.json"), raw)).empty
    assert "Both declare the same." in main_of(send(client, people, raw, after=1))
    escaped = json.dumps(json.loads(raw) | {"app": "Carnet"}).encode()
    assert difference(take(SECOND).convergence, parse(Path("c.json"), escaped)).empty


def test_a_spreadsheet_is_harmless(entered: Callable[[str], FlaskClient], people: People) -> None:
    save(people, text_of(MES_URB_03='state: conforms, reason: "=1+1"'))
    told = entered("owner").get(url(people, "/1/file?form=csv")).get_data(as_text=True)
    assert told.startswith("\ufeff")
    assert '"=1+1"' not in told
    assert entered("owner").get(url(people, "/1/file?form=exe")).status_code == 404
