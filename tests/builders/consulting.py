"""A professional in a browser, signed in to the professionals' pages of a bench through Pro Santé Connect."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from builders.identity import Counter, doctor
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.ins.datamatrix import write_datamatrix
from sandbox.ins.identity import identity_of
from sandbox.ins.symbol import draw_png
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.identity import Doctor
    from builders.spaces import Bench, Browser, TestResponse

    from sandbox.people.persona import Persona


@dataclass
class Consulting:
    """What a professional does at the pages; `browser` holds the session."""

    bench: Bench
    doctor: Doctor
    browser: Browser

    def get(self, path: str = "") -> TestResponse:
        """Open a page below `/pro`."""
        return self.bench.get(f"/pro{path}", self.browser)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of ours, with the token of this session."""
        return self.bench.post(f"/pro{path}", self.browser, data={"csrf": self.csrf, **fields})

    @property
    def csrf(self) -> str:
        """The token of the forms of this session."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get().text)
        assert found
        return found[1]

    def find(self, persona: Persona, **changes: str) -> TestResponse:
        """Search by all the traits of somebody."""
        fields = {
            "way": "traits",
            "family_name": persona.family_name,
            "given_names": " ".join(persona.birth_given_names),
            "gender": persona.gender,
            "birthdate": persona.birthdate,
            "birthplace": persona.birthplace,
        }
        return self.post("/find", **fields | changes)

    def found(self, persona: Persona) -> str:
        """Find somebody; return the path of their page below `/pro`."""
        answer = self.find(persona)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].partition("/pro")[2]

    def send_picture(self, data: bytes) -> TestResponse:
        """Upload a picture of a datamatrix."""
        fields = {"csrf": self.csrf, "way": "picture", "picture": FileStorage(io.BytesIO(data), "ins.png")}
        boundary, body = encode_multipart(fields)
        content_type = f"multipart/form-data; boundary={boundary}"
        return self.bench.post("/pro/find", self.browser, data=body, content_type=content_type)

    def agree(self, persona: Persona) -> str:
        """Find somebody who agrees to it that their record be opened; return the path of their page."""
        page = self.found(persona)
        assert self.post(f"{page}/agreement", agreed="yes").status_code == 303
        return page

    def qualified(self, persona: Persona) -> str:
        """Do the same, and check the identity."""
        page = self.agree(persona)
        assert self.post(f"{page}/identity", seen="yes").status_code == 303
        return page

    def submission(self, page: str) -> str:
        """Return the number of the form on a page."""
        found = re.search(r'name="submission" value="([^"]+)"', self.get(page).text)
        assert found
        return found[1]

    def write(self, page: str, **fields: str) -> TestResponse:
        """Deposit a document."""
        form = {"kind": "report", "title": "Bilan", "text": "Tout va bien.", "shown_to": "everybody", **fields}
        return self.post(f"{page}/documents", **{"submission": self.submission(page), **form})

    def titles(self, page: str) -> list[str]:
        """Return the titles of the documents on a page."""
        listed = BeautifulSoup(self.get(page).text, "html.parser").select("#documents li a")
        return [one.get_text() for one in listed]

    def link(self, page: str, title: str) -> str:
        """Return the path of a document by its title."""
        for one in BeautifulSoup(self.get(page).text, "html.parser").select("#documents li a"):
            if one.get_text() == title:
                return str(one["href"]).partition("/pro")[2]
        raise AssertionError(f"no document {title}")


def consult(bench: Bench, number: int = 0, *, professional: str | None = None) -> Consulting:
    """Sign a professional in: the one of that number, or of that id of the directory."""
    counter = Counter(PROSANTECONNECT, bench)
    if professional is not None:
        directory = bench.space.part(People).directory
        number = next(place for place in range(len(directory)) if directory.professional(place).id == professional)
    someone, browser = doctor(counter, number), bench.browser()
    page = bench.follow(browser, bench.follow(browser, bench.post("/pro/sign-in", browser)))
    back = bench.submit(browser, page, login=someone.login, password=someone.password, decision="sign-in")
    arrived = bench.follow(browser, back)
    assert arrived.status_code == 303, arrived.text
    return Consulting(bench, someone, browser)


def picture_of(persona: Persona) -> bytes:
    """Draw the datamatrix of somebody's INS."""
    return draw_png(write_datamatrix(identity_of(persona)))
