"""What a schema cannot say: placeholders that exist, URLs and paths that stay where they may."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING

from conformance_suite.manifest import placeholders
from conformance_suite.manifest.addresses import reason_to_refuse
from conformance_suite.manifest.problems import Problem, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.document import Document, Place

ACTIONS = ("click", "fill", "wait_for")  # on the page that is open, in a browser
# Before them no page is open; other journeys go on from where the person is.
FIRST = frozenset({"prepare", "login", "login_2", "login_professional", "launch"})
_ADDRESSES = frozenset(
    {"redirect_uris", "post_logout_redirect_uris", "backchannel_logout_uri", "initiate_login_uri", "jwks_uri"}
)
CLIENTS = ("client", "client_2", "client_psc")
MAX_KEYS_BYTES = 64 * 1024
_NATIVE_FORBIDDEN = frozenset({"file", "javascript", "data", "vbscript", "about", "blob", "ftp"})


def check_contents(document: Document, folder: Path) -> list[Problem]:
    """Every problem in what the strings of the document mean."""
    return [
        *_placeholder_problems(document),
        *_url_problems(document),
        *_front_problems(document),
        *_folder_problems(document, folder),
        *_key_file_problems(document, folder),
        *_journey_problems(document),
        *_step_problems(document),
        *_person_problems(document),
    ]


def _strings(value: JsonValue, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*place, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*place, key))


def _placeholder_problems(document: Document) -> Iterator[Problem]:
    for place, text in _strings(document.value):
        for name in placeholders.names(text):
            problem = _placeholder_problem(name, place, document.line(place))
            if problem is not None:
                yield problem


def _placeholder_problem(name: str, place: Place, line: int) -> Problem | None:
    if name not in placeholders.KNOWN:
        shown = "{" + printable(name, 40) + "}" if name else "{"
        near = difflib.get_close_matches(name[:60], sorted(placeholders.KNOWN), n=1, cutoff=0.6)
        hint = f"Did you mean {{{near[0]}}}?" if near else "poincon manifest init lists them."
        mend = f"{hint} A brace of your own is written {{{{" if not near else hint
        return Problem(line, f"unknown placeholder {shown}", mend)
    section = place[0] if place else ""
    if name in placeholders.OF_THE_PERSON and section != "journeys":
        mend = "The app is started once for many people: use it only under journeys"
        return Problem(line, f"{{{name}}} has no meaning under {section}", mend)
    if section in {"client", "client_psc"} and name not in placeholders.OF_THE_APP:
        mend = "Registration comes first: use {app_url}, {port} or a fixed value"
        return Problem(line, f"{{{name}}} has no value yet when the client is registered", mend)
    return None


def _section(document: Document, name: str) -> JsonObject:
    root = document.value
    section = root.get(name) if isinstance(root, dict) else None
    return section if isinstance(section, dict) else {}


def _url_problems(document: Document) -> Iterator[Problem]:
    native = _section(document, "app").get("kind") == "native"
    for section in CLIENTS:
        for key, value in _section(document, section).items():
            if key not in _ADDRESSES:
                continue
            for place, url in _strings(value, (section, key)):
                custom = native and key.endswith("redirect_uris")
                yield from _url_problem(url, place, document, custom=custom)
    target = _section(document, "target").get("url")
    if isinstance(target, str):
        yield from _url_problem(target, ("target", "url"), document, custom=False)


def _url_problem(url: str, place: Place, document: Document, *, custom: bool) -> Iterator[Problem]:
    if any(name not in placeholders.OF_THE_APP for name in placeholders.names(url)):
        return  # told already
    if re.match(r"\{app_url\}(/|\?|$)|\{redirect_uri\}$", url):
        return
    scheme = url.partition(":")[0].lower()
    if custom and ":" in url and scheme not in _NATIVE_FORBIDDEN | {"http", "https"}:
        return  # a private-use scheme of a native app (RFC 8252 7.1)
    reason = reason_to_refuse(re.sub(r"\{[a-z_0-9]+\}", "0", url))
    if reason is None and "#" in url:
        reason = "it has a fragment"
    if reason is not None:
        mend = "Give an http or https URL of the app, such as {app_url}/callback"
        yield Problem(
            document.line(place), f"the URL {printable(url, 60)!r} is refused: {printable(reason, 120)}", mend
        )


def _front_problems(document: Document) -> Iterator[Problem]:
    """What is wrong with a TLS front: whom it cannot stand before, and addresses that lead past it."""
    target = _section(document, "target")
    if target.get("front") not in {"tls", "own"}:
        return
    if "command" not in target:
        mend = "Remove front; an app at a URL has its own, and image targets have none"
        yield Problem(document.line(("target", "front")), "a front stands before an app that we start", mend)
        return
    for section in CLIENTS:
        for place, text in _strings(_section(document, section), (section,)):
            if re.match(r"http://(localhost|127\.0\.0\.1|\[::1\]):\{port\}", text):
                mend = "Begin it with {app_url}, which is the address of the front"
                yield Problem(document.line(place), f"{printable(text, 60)!r} leads past the TLS front", mend)


def _folder_problems(document: Document, folder: Path) -> Iterator[Problem]:
    cwd = _section(document, "target").get("cwd", ".")
    if not isinstance(cwd, str) or "command" not in _section(document, "target"):
        return
    line = document.line(("target", "cwd"))
    inside = inside_folder(folder, cwd)
    if inside is None:
        yield Problem(line, f"{printable(cwd, 60)!r} leads outside the manifest's folder", "Keep the app beside it")
    elif not inside.is_dir():
        yield Problem(line, f"there is no folder {printable(cwd, 60)!r}", "Write a folder beside the manifest")


def inside_folder(folder: Path, name: str) -> Path | None:
    """`name` under `folder` with every symbolic link followed, None if that is elsewhere."""
    try:
        root = folder.resolve()
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return path if path == root or path.is_relative_to(root) else None


def _key_file_problems(document: Document, folder: Path) -> Iterator[Problem]:
    for section in CLIENTS:
        name = _section(document, section).get("jwks_file")
        if isinstance(name, str):
            line = document.line((section, "jwks_file"))
            keys = read_keys(folder, name)
            if isinstance(keys, str):
                mend = 'Give a JSON file of public keys, {"keys": [...]}, beside the manifest'
                yield Problem(line, f"the key file {printable(name, 60)!r} {keys}", mend)


def read_keys(folder: Path, name: str) -> JsonObject | str:
    """The public JWKS in a file of the manifest's folder, or what is wrong with it, as the end of a sentence."""
    path = inside_folder(folder, name)
    if path is None:
        return "is outside the manifest's folder"
    try:
        if not path.is_file() or path.stat().st_size > MAX_KEYS_BYTES:
            return "is not there" if not path.exists() else "is not a small file"
        keys = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return "is not JSON"
    rows = keys.get("keys") if isinstance(keys, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return "holds no keys"
    if any("d" in row or "k" in row for row in rows):
        return "holds a private or secret key"
    return {"keys": rows}


def _journey_problems(document: Document) -> Iterator[Problem]:
    service = _section(document, "app").get("kind") == "service"
    declared = _section(document, "journeys")
    if "journeys" not in _section_names(document):
        return  # told already
    for name in ("job",) if service else ("login", "session"):
        if name not in declared:
            who = "a service" if service else "an app that people use"
            yield Problem(document.line(("journeys",)), f"journeys lacks {name!r}", f"Say how {who} does it")
    if "login_2" in declared and "client_2" not in _section_names(document):
        mend = "Say in client_2 what the app is there, or remove login_2"
        yield Problem(document.line(("journeys", "login_2")), "login_2 is a sign-in by a second issuer", mend)


def _section_names(document: Document) -> frozenset[str]:
    return frozenset(document.value) if isinstance(document.value, dict) else frozenset()


def _step_problems(document: Document) -> Iterator[Problem]:
    root = document.value
    driver = root.get("driver", "http") if isinstance(root, dict) else "http"
    for name, journey in _section(document, "journeys").items():
        listed = isinstance(journey, list)
        steps = journey if isinstance(journey, list) else [journey]
        for index, step in enumerate(steps):
            if isinstance(step, dict):
                place: Place = ("journeys", name, index) if listed else ("journeys", name)
                yield from _step_problem(step, document.line(place), opened=index > 0)
                if name == "launch" and index == 0 and not step.keys() & {"get", "fr"}:
                    mend = "Begin it with get and the path of your launch address"
                    yield Problem(document.line(place), "a launch opens an address of the app", mend)
                opened = index > 0 or name not in FIRST
                yield from _action_problem(step, document.line(place), driver=driver, opened=opened)


def _step_problem(step: JsonObject, line: int, *, opened: bool) -> Iterator[Problem]:
    body = [key for key in ("form", "json") if key in step]
    if "submit" in step and body:
        yield Problem(line, "submit takes its form from the page", "Remove form and json, use submit.fields")
    elif "get" in step and body:
        yield Problem(line, "a GET carries no form or json", "Use post, or put the values in the path")
    elif len(body) > 1:
        yield Problem(line, "a step has both form and json", "Keep one of the two")
    if "submit" in step and not opened:
        yield Problem(line, "submit needs a page that is open", "Put a get step before it")


def _action_problem(step: JsonObject, line: int, *, driver: JsonValue, opened: bool) -> Iterator[Problem]:
    """What is wrong with a step that only a browser can take."""
    action = next((word for word in ACTIONS if word in step), None)
    if action is None:
        return
    if driver == "http":
        mend = "Write driver: browser, or say by get, post or submit what the page sends"
        yield Problem(line, f"{action} needs a browser that runs the pages", mend)
    if any(word in step for word in ("form", "json", "headers")):
        yield Problem(line, f"{action} sends nothing by itself", "Remove form, json and headers from this step")
    if not opened:
        yield Problem(line, f"{action} needs a page that is open", "Put a get step before it")


def _person_problems(document: Document) -> Iterator[Problem]:
    """Words are for people, and nothing else is."""
    root = document.value
    by_person = isinstance(root, dict) and root.get("driver") == "person"
    if "device" in _section(document, "target") and not by_person:
        mend = "Write driver: person"
        yield Problem(document.line(("target", "device")), "nobody but a person can use an app on a device", mend)
    for name, journey in _section(document, "journeys").items():
        for step in journey if isinstance(journey, list) else [journey]:
            if not isinstance(step, dict):
                continue
            in_words, others = "fr" in step, sorted(step.keys() - {"fr", "en"})
            line = document.line(("journeys", name))
            if by_person and (others or not in_words):
                mend = "Say what to do in both languages: {fr: Ouvrez l’application, en: Open the app}"
                yield Problem(line, f"journeys.{printable(name, 40)} is for a person, and must be told in words", mend)
            elif in_words and not by_person:
                mend = "Write driver: person, or give the requests"
                yield Problem(line, f"journeys.{printable(name, 40)} is told in words, which only a person reads", mend)
