"""Load a manifest, or say everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, cast

from conformance_suite.manifest import model
from conformance_suite.manifest.contents import check_contents, read_keys
from conformance_suite.manifest.document import MAX_BYTES, parse
from conformance_suite.manifest.problems import ManifestError, Problem
from conformance_suite.manifest.shape import check_shape

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonObject, JsonValue

FILE_NAME = "poincon.yaml"
_INIT = "Write one with: poincon manifest init"


def load_manifest(path: Path | str) -> model.Manifest:
    """The manifest at `path` (a file, or the folder of a `poincon.yaml`).

    Raises:
        ManifestError: with every problem found, each with its line and how to mend it.
    """
    path = Path(path)
    raw, path = _read(path)
    document = parse(raw)
    folder = path.parent
    problems = list(document.problems)
    if document.value is not None or not problems:
        problems += check_shape(document)
        problems += check_contents(document, folder)
    if problems:
        raise ManifestError(path, problems)
    return _manifest(cast("JsonObject", document.value), path, raw)


def _read(path: Path) -> tuple[bytes, Path]:
    try:
        if path.is_dir():
            path /= FILE_NAME
        # not blocking: a named pipe must not be waited for
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - Path.open takes no descriptor
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ManifestError(path, [Problem(0, "this is not a file", _INIT)])
            return file.read(MAX_BYTES + 1), path
    except FileNotFoundError as error:
        raise ManifestError(path, [Problem(0, "there is no such file", _INIT)]) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "bad name"
        raise ManifestError(
            path, [Problem(0, f"the file cannot be read: {reason}", "Check its name and rights")]
        ) from error


def _manifest(root: JsonObject, path: Path, raw: bytes) -> model.Manifest:
    folder = path.parent.resolve()
    journeys = _object(root["journeys"])
    return model.Manifest(
        path=path,
        folder=folder,
        digest="sha256:" + hashlib.sha256(raw).hexdigest(),
        app=_app(_object(root["app"])),
        client=_client(_object(root["client"]), folder),
        client_2=_client(_object(root["client_2"]), folder) if "client_2" in root else None,
        client_psc=_client(_object(root["client_psc"]), folder) if "client_psc" in root else None,
        target=_target(_object(root["target"]), folder),
        journeys={name: _journey(steps) for name, steps in journeys.items() if name != "session"},
        session=_session(_object(journeys["session"])) if "session" in journeys else None,
        driver=str(root.get("driver", "http")),
        limits=_limits(_object(root.get("limits", {})), url="url" in _object(root["target"])),
    )


def _object(value: JsonValue) -> JsonObject:
    return cast("JsonObject", value)


def _words(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


def _texts(value: JsonValue) -> dict[str, str]:
    return {key: _text(item) for key, item in value.items()} if isinstance(value, dict) else {}


def _text(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _app(app: JsonObject) -> model.App:
    return model.App(
        name=str(app["name"]),
        publisher=str(app["publisher"]),
        version=str(app["version"]),
        kind=str(app["kind"]),
        purposes=_words(app["purposes"]),
        exchanges={family: _words(ways) for family, ways in _object(app["exchanges"]).items()},
        features=_words(app.get("features")),
        consent_text=str(app["consent_text"]) if "consent_text" in app else None,
        consent_text_digest=str(app["consent_text_digest"]) if "consent_text_digest" in app else None,
    )


def _client(client: JsonObject, folder: Path) -> model.Client:
    metadata = dict(client)
    name = metadata.pop("jwks_file", None)
    if isinstance(name, str):
        keys = read_keys(folder, name)
        if isinstance(keys, dict):
            metadata["jwks"] = keys
    return model.Client(metadata)


def _target(target: JsonObject, folder: Path) -> model.Target:
    ready = target.get("ready")
    page = str(ready) if ready is not None else None
    timeout = float(cast("float", target.get("timeout", 20)))
    env, production = _texts(target.get("env")), _texts(target.get("production_env"))
    if "url" in target or "device" in target:
        space = target.get("space")
        return model.UrlTarget(str(target.get("url", "")), str(space) if space is not None else None, page, timeout)
    if "image" in target:
        return model.ImageTarget(
            str(target["image"]), str(target.get("port", "{port}")), env, page, timeout, production
        )
    cwd = (folder / str(target.get("cwd", "."))).resolve()
    port, front = str(target.get("port", "{port}")), target.get("front", "none")
    words, fronted, own = _words(target["command"]), front == "tls", front == "own"
    return model.CommandTarget(words, cwd, port, env, page, timeout, fronted, production, own)


def _journey(steps: JsonValue) -> tuple[model.Step, ...]:
    listed = steps if isinstance(steps, list) else [steps]
    return tuple(_step(_object(step)) for step in listed)


def _step(step: JsonObject) -> model.Step:
    if "fr" in step:
        return model.Told(str(step["fr"]), str(step["en"]))
    if "submit" in step:
        submit = _object(step["submit"])
        return model.Submit(str(submit["form"]), _texts(submit.get("fields")))
    if "click" in step:
        return model.Click(str(step["click"]))
    if "fill" in step:
        return model.Fill(_texts(step["fill"]))
    if "wait_for" in step:
        return model.WaitFor(str(step["wait_for"]))
    verb = next(verb for verb in ("get", "post", "put", "delete") if verb in step)
    return model.Request(
        method=cast("model.Method", verb.upper()),
        path=str(step[verb]),
        form=_texts(step["form"]) if "form" in step else None,
        json=step.get("json"),
        headers=_texts(step.get("headers")),
    )


def _session(session: JsonObject) -> model.Session:
    if "fr" in session:
        return model.Session("", {}, None, None, told=model.Told(str(session["fr"]), str(session["en"])))
    signed_in = _object(session["signed_in"])
    status, contains = signed_in.get("status"), signed_in.get("contains")
    return model.Session(
        path=str(session["get"]),
        headers=_texts(session.get("headers")),
        status=cast("int", status) if status is not None else None,
        contains=str(contains) if contains is not None else None,
    )


def _limits(limits: JsonObject, *, url: bool) -> model.Limits:
    rate = limits.get("rate")
    return model.Limits(
        rate=float(cast("float", rate)) if rate is not None else (20.0 if url else None),
        patience=float(cast("float", limits.get("patience", 30))),
    )
