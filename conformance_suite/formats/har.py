"""The transcript as HAR 1.2, derived from the journal: what the space received and sent, and the driver's visits.

Members whose names begin with `_` are ours, as HAR allows: identifiers that reports refer to, episodes, faults, facts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from conformance_suite import json_lines
from conformance_suite.events import first, number, request_of, response_of
from conformance_suite.memory import collecting_paused
from conformance_suite.record import mapping
from conformance_suite.transcript import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from conformance_suite.events import Request, Response
    from conformance_suite.json_value import JsonValue

Har: TypeAlias = "dict[str, object]"
UNKNOWN = -1
KINDS = ("exchange", "visit", "sent")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@collecting_paused()
def render(run_dir: Path) -> str:
    """The text of `transcript.har`, the same for the same journal. Raises RecordError."""
    pages, entries = [], []  # each as a line of JSON: the whole, indented, takes many times as long to write
    for event in events(run_dir):
        if event.get("kind") == "episode":
            pages.append(_json(_page(event)))
        elif event.get("kind") in KINDS:
            entries.append(_json(_entry(event)))
    creator = _json({"name": "Poinçon", "version": _version()})
    return (
        f'{{"log": {{"version": "1.2", "creator": {creator},\n'
        f'"pages": [\n{_lines(pages)}],\n"entries": [\n{_lines(entries)}]}}}}\n'
    )


def _lines(rows: Iterable[str]) -> str:
    return ",\n".join(rows)


def _json(value: Har) -> str:
    return json_lines.encoded(value).decode()


def _page(event: Mapping[str, JsonValue]) -> Har:
    title = " ".join(str(part) for part in (event.get("case") or "-", event.get("role"), event.get("shape")))
    return {
        "startedDateTime": _moment(event, 0.0),
        "id": str(event.get("episode")),
        "title": title,
        "pageTimings": {},
    }


def _entry(event: Mapping[str, JsonValue]) -> Har:
    recorded = number(event, "t") or 0.0
    started = next((value for key in ("received", "started") if (value := number(event, key)) is not None), recorded)
    answered = number(event, "answered")
    wait = UNKNOWN if answered is None else round((answered - started) * 1000, 3)
    entry: Har = {
        "startedDateTime": _moment(event, recorded - started),
        "time": max(wait, 0),
        "request": _request(request_of(event), mapping(event, "request")),
        "response": _response(response_of(event), mapping(event, "response")),
        "cache": {},
        "timings": {"send": 0, "wait": max(wait, 0), "receive": 0},
        "_id": str(event.get("id", "")),
        "_by": str(event.get("by", "space" if event.get("kind") == "exchange" else "driver")),
        "_endpoint": event.get("endpoint") or event.get("journey"),
        "_faults": event.get("faults") or [],
        "_facts": event.get("facts") or {},
        "_sent": event.get("sent"),
        "_error": event.get("error"),
    }
    episode, connection = event.get("episode"), event.get("connection")
    return {
        **({"pageref": episode} if isinstance(episode, str) else {}),
        **entry,
        **({"connection": connection} if isinstance(connection, str) else {}),
    }


def _request(request: Request, content: Mapping[str, JsonValue]) -> Har:
    har: Har = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request.headers),
        "queryString": _pairs(tuple(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))),
        "headersSize": UNKNOWN,
        "bodySize": _size(content),
    }
    if request.text is not None:
        mime = str(mapping(content, "body").get("type") or first(_lower(request.headers), "content-type") or "")
        har["postData"] = {"mimeType": mime, "text": request.text}
    return har


def _response(response: Response | None, content: Mapping[str, JsonValue]) -> Har:
    headers = _lower(response.headers) if response else ()
    mime = str(mapping(content, "body").get("type") or first(headers, "content-type") or "")
    body: Har = {"size": max(_size(content), 0), "mimeType": mime}
    if response is not None and response.text is not None:
        body["text"] = response.text
    return {
        "status": response.status if response else 0,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(response.headers) if response else [],
        "content": body,
        "redirectURL": first(headers, "location") or "",
        "headersSize": UNKNOWN,
        "bodySize": _size(content),
    }


def _moment(event: Mapping[str, JsonValue], ago: float) -> str:
    """The wall-clock moment `ago` seconds before the event was recorded, with milliseconds."""
    try:
        recorded = datetime.fromisoformat(str(event.get("at")))
    except ValueError:
        recorded = EPOCH
    moment = recorded - timedelta(seconds=max(ago, 0.0))
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _size(content: Mapping[str, JsonValue]) -> int:
    size = number(mapping(content, "body"), "size")
    return UNKNOWN if size is None else int(size)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _lower(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in headers)


def _version() -> str:
    try:
        return version("poincon")
    except PackageNotFoundError:
        return "0"
