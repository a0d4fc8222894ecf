"""A human being as a program: reads the page of a guided run, does in the app what it says, and answers."""

from __future__ import annotations

import html
import json
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag
from builders.checking import COMMAND, LONGEST, Checked
from builders.reference_apps import conformant, defective, fronted
from builders.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOURNEYS = """journeys:
  login: {fr: "Ouvrez {app_url}/login", en: "Open {app_url}/login"}
  session: {fr: "Regardez {app_url}/me", en: "Look at {app_url}/me"}
  read_measures: {fr: "Ouvrez {app_url}/measures", en: "Open {app_url}/measures"}
  write_measure: {fr: "Envoyez 72.5 à {app_url}/measures", en: "Post 72.5 to {app_url}/measures"}
  unpair: {fr: "Envoyez {app_url}/unpair", en: "Post to {app_url}/unpair"}
driver: person
"""
_URL = re.compile(r"https?://\S+")


def for_a_person(folder: Path, defect: str | None = None) -> Path:
    """The conformant app behind TLS, or a defect of it, its journeys told in words; its manifest."""
    manifest = fronted(conformant(folder) if defect is None else defective(folder, defect))
    text = manifest.read_text(encoding="utf-8")
    before, _, _after = text.partition("journeys:\n")
    manifest.write_text(before + JOURNEYS, encoding="utf-8")
    return manifest


@dataclass
class Guided:
    """A run that leads somebody: the address of its page."""

    process: subprocess.Popen[str]
    url: str
    folder: Path
    _told: list[str] = field(default_factory=list)

    def result(self) -> Checked:
        """What the run gave, once it has ended."""
        out, err = self.process.communicate(timeout=LONGEST)
        path = self.folder / "report.json"
        report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return Checked(self.process.returncode, report, out, err, self.folder)


@contextmanager
def guided(manifest: Path, out: Path, *options: str) -> Iterator[Guided]:
    """`poincon check` on a manifest for a person, as far as the address of its page."""
    arguments = [COMMAND, "check", str(manifest), "-o", str(out), "--seed", "7", *options]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = next(one for one in process.stderr if "Open this page" in one)
        yield Guided(process, line.split()[-1], out)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=LONGEST)


@dataclass
class Sheet:
    """What the page shows."""

    heading: str
    number: str
    lines: list[str]
    choices: dict[str, str]
    typed: dict[str, str]
    over: bool

    @classmethod
    def of(cls, text: str) -> Sheet | None:
        """The page read; None while there is nothing to do."""
        page = BeautifulSoup(text, "html.parser")
        number = page.find("input", attrs={"name": "number"})
        if isinstance(number, Tag):
            heading = page.select_one("#task")
            lines = [one.get_text() for one in page.select(".lines li")]
            choices = {str(one["value"]): one.get_text() for one in page.select("button[name=choice]")}
            names, values = page.select("dt"), page.select("dd")
            typed = {name.get_text(): value.get_text() for name, value in zip(names, values, strict=True)}
            return cls(heading.get_text() if heading else "", str(number["value"]), lines, choices, typed, over=False)
        over = "you may close this page" in page.get_text()
        return cls("", "", [], {}, {}, over=True) if over else None


@dataclass
class Human:
    """Somebody at the app, with a browser of their own: `requests`, which trusts what the page says to trust."""

    url: str
    folder: Path
    incapable_of: str = ""
    seen: list[str] = field(default_factory=list)
    _browser: requests.Session = field(default_factory=requests.Session)
    _ca: str = ""
    _shown: str = ""  # the page that came of the last answer, still to be read

    def follow(self) -> None:
        """Do what the page says until it is over."""
        while (sheet := self._next()) is not None:
            self.seen.append(sheet.heading)
            answer = "cannot" if sheet.heading == self.incapable_of else self._do(sheet)
            self._answer(sheet.number, answer)

    def does(self) -> str:
        """Do what is due now in the app; what is to be answered, by somebody."""
        sheet = self._next()
        assert sheet is not None
        return self._do(sheet)

    def _next(self) -> Sheet | None:
        found: list[Sheet] = []

        def look() -> bool:
            shown, self._shown = self._shown, ""
            sheet = Sheet.of(shown or requests.get(self.url, timeout=60).text)
            found[:] = [sheet] if sheet is not None else []
            return bool(found)

        until(look)
        return None if found[0].over else found[0]

    def _answer(self, number: str, choice: str) -> None:
        place = urljoin(self.url, "answer?lang=en")
        page = requests.post(place, data={"number": number, "choice": choice}, timeout=60)
        page.raise_for_status()
        self._shown = page.text  # it may be the last one: whoever was shown the end is not waited for

    def _do(self, sheet: Sheet) -> str:
        if not self._ca:
            path = self.folder / "trusted.pem"
            path.write_bytes(requests.get(urljoin(self.url, "ca.pem"), timeout=60).content)
            self._ca = str(path)
        if sheet.heading == "Start afresh":
            self._browser.close()
            self._browser = requests.Session()
        place = next(found[0] for line in sheet.lines if (found := _URL.search(line)))
        words = " ".join(sheet.lines)
        if "Look at" in words:
            return self._look(place, sheet)
        method = "POST" if "Post" in words else "GET"
        page = self._visit(method, place, {"type": "bodyweight", "value": "72.5"} if "72.5" in words else {})
        for _form in range(4):
            page = self._at_the_space(page, sheet.typed) or page
        if "own" in sheet.choices:
            value = sheet.choices["own"].split()[-1]
            return "own" if value in page.text or value.replace(".", ",") in page.text else "none"
        return "done" if page.ok else "error"

    def _look(self, place: str, sheet: Sheet) -> str:
        page = self._visit("GET", place, {})
        yes = "me" if "me" in sheet.choices else "somebody"
        name = sheet.choices[yes].removeprefix("Yes, as ")
        shown = page.ok and (yes == "somebody" or name in html.unescape(page.text))
        return yes if shown else "nobody"

    def _at_the_space(self, page: requests.Response, known: dict[str, str]) -> requests.Response | None:
        """Answer a form of the space, None if the page has none."""
        form = BeautifulSoup(page.text, "html.parser").find("form", attrs={"method": "post"})
        if not known or not isinstance(form, Tag) or "/s/" not in page.url:
            return None
        fields: dict[str, Any] = {}
        for box in form.find_all("input"):
            name, kind = str(box.get("name")), box.get("type")
            typed = {"email": known["E-mail address"], "password": known["Password"]}
            fields[name] = typed.get(str(kind), box.get("value") or "")
        button = form.find("button", attrs={"value": ["sign-in", "allow"]})
        if isinstance(button, Tag):
            fields[str(button["name"])] = button["value"]
        return self._visit("POST", urljoin(page.url, str(form.get("action") or page.url)), fields)

    def _visit(self, method: str, url: str, fields: dict[str, Any]) -> requests.Response:
        return self._browser.request(method, url, data=fields or None, verify=self._ca, timeout=60)
