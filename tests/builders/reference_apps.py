"""Folders that `poincon check` can be run on: a conformant reference app, with one thing wrong if asked."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.reference_variants import ALGORITHM, CONFORMANT_APP, REGISTERED, VARIANTS

from doctrine.consent_text import digest_of_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from builders.reference_variants import Edit

APPS = Path(__file__).parents[1] / "reference_apps"
DEFECTS = tuple(sorted(path.stem for path in (APPS / "defects").glob("*.py")))
SCOPE = "openid identity measures.read measures.write"  # of the conformant app, unless it does more
CONSENT = "Le carnet lit et ajoute vos mesures de poids, pour vous les montrer, et n'en fait rien d'autre."
READ_DOCUMENTS = """\
  read_documents:
    - get: /documents
    - submit: {form: .open, fields: {}}
    - submit: {form: .open, fields: {}}
"""
READ_MESSAGES = """\
  read_messages:
    - get: /messages
    - submit: {form: .open, fields: {}}
"""
MORE: dict[str, tuple[Edit, ...]] = {
    "documents": (
        ("    measures: [read, write]\n", "    measures: [read, write]\n    documents: [read]\n"),
        (f"scope: {SCOPE}", f"scope: {SCOPE} documents.read"),
        ("\n  env: {ID", f'\n  env: {{SCOPE: {SCOPE} documents.read, DOCUMENTS_BASE: "{{documents_base}}", ID'),
        ("journeys:\n", f"journeys:\n{READ_DOCUMENTS}"),
    ),
    "consent_text": (
        (
            "features: []",
            f'features: []\n  consent_text: "{CONSENT}"\n  consent_text_digest: {digest_of_words(CONSENT)}',
        ),
        ("journeys:\n", "journeys:\n  consent_text: {get: /consent}\n"),
    ),
    "messages": (
        ("    measures: [read, write]\n", "    measures: [read, write]\n    messages: [read, write]\n"),
        (f"scope: {SCOPE}", f"scope: {SCOPE} messages.read messages.write"),
        (
            "\n  env: {ID",
            f'\n  env: {{SCOPE: {SCOPE} messages.read messages.write, MESSAGES_BASE: "{{messages_base}}", ID',
        ),
        ("journeys:\n", f"journeys:\n{READ_MESSAGES}"),
    ),
    "kept_data": (("journeys:\n", "journeys:\n  export_data: {get: /kept}\n  erase_data: {post: /erase}\n"),),
    "secondary_use": (
        ("features: []", "features: [secondary_use]"),
        ("journeys:\n", "journeys:\n  refuse_secondary_use: {post: /secondary-use, form: {choice: refuse}}\n"),
    ),
}
ASKED_BY = {  # journeys
    "export_data": "kept_data",
    "read_documents": "documents",
    "read_messages": "messages",
    "consent_text": "consent_text",
    "refuse_secondary_use": "secondary_use",
}
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*")  # what a run of something else left there
NODE_DEFECTS = tuple(sorted(path.stem for path in (APPS / "node_defects").glob("*.js")))
KILLED_IN_NODE = re.compile(r"^export const killedBy = (\[.*\])$", re.MULTILINE)  # text in quotes is Python's, too
BROKEN = tuple(sorted(path.stem for path in (APPS / "broken").glob("*.py")))


def killed_by(defect: str) -> frozenset[str]:
    """The cases that a defect must fail, and no other: `KILLED_BY` of its file, one case or a tuple of them."""
    said = _said(defect, "KILLED_BY")
    if said is None:
        raise LookupError(f"defect {defect} does not say which case kills it")
    return frozenset({said} if isinstance(said, str) else said)


def left_open_by(defect: str) -> frozenset[str]:
    """The cases that never reach a defect, because of what is wrong with it: `LEAVES_OPEN` of its file."""
    return frozenset(_said(defect, "LEAVES_OPEN") or ())


def overheard_by(defect: str) -> frozenset[str]:
    """The cases that judge a whole run, and fail a defect by what the plays of others provoke: `OVERHEARD_BY`."""
    return frozenset(_said(defect, "OVERHEARD_BY") or ())


def killed_by_in_node(defect: str) -> frozenset[str]:
    """The cases that a defect of the app in Node.js must fail, and no other: `killedBy` of its file."""
    said = KILLED_IN_NODE.search((APPS / "node_defects" / f"{defect}.js").read_text(encoding="utf-8"))
    if said is None:
        raise LookupError(f"defect {defect} in Node.js does not say which case kills it")
    return frozenset(ast.literal_eval(said[1]))


def is_single_page(defect: str) -> bool:
    """Whether a defect is one of the single-page app."""
    return _said(defect, "SINGLE_PAGE") is True


def conformant(folder: Path, *, registered: str = ALGORITHM, cases: Collection[str] = ()) -> Path:
    """The conformant app in `folder`, its ID tokens signed as `registered`; its manifest.

    It is what else an app may be where one of `cases` is about that.
    """
    shutil.copytree(CONFORMANT_APP, folder, ignore=NOT_COPIED)
    manifest = folder / "poincon.yaml"
    text = manifest.read_text(encoding="utf-8").replace(ALGORITHM, registered)
    for variant in VARIANTS:
        if variant.cases & {*cases}:
            text = _edited(text, variant.edits).replace(REGISTERED, registered)
    manifest.write_text(text, encoding="utf-8")
    return manifest


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after)
    return text


def defective(folder: Path, defect: str, *, patience: float = 8) -> Path:
    """The conformant app with one defect; a short patience, so that one which waits for ever is known soon.

    `REGISTERED` of its file says with which algorithm its ID tokens are signed, if not with that of the conformant app;
    `FRONT` says what stands before it, if that is needed to tell; `DECLARES`, what more it does; `DRIVER`, which driver
    tells; `SINGLE_PAGE`, that it is one of the single-page app.
    """
    if is_single_page(defect):
        return single_page(folder, defect, patience=patience)
    manifest = conformant(folder, registered=_said(defect, "REGISTERED") or ALGORITHM, cases=killed_by(defect))
    if front := _said(defect, "FRONT"):
        fronted(manifest, front)
    if more := _said(defect, "DECLARES"):
        declaring(manifest, more)
    if driver := _said(defect, "DRIVER"):
        played_by(manifest, driver)
    shutil.copy(APPS / "defects" / f"{defect}.py", folder / "defect.py")
    return with_patience(manifest, patience)


def played_by(manifest: Path, driver: str) -> Path:
    """The same manifest, with that driver."""
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("\njourneys:\n", f"\ndriver: {driver}\njourneys:\n"), encoding="utf-8")
    return manifest


def declaring(manifest: Path, more: str) -> Path:
    """The same manifest, of an app that does more and says so.

    `documents` and `messages` are read, the approved `consent_text` is shown, `secondary_use` may be refused;
    whoever unpairs may ask for `kept_data`.
    """
    manifest.write_text(_edited(manifest.read_text(encoding="utf-8"), MORE[more]), encoding="utf-8")
    return manifest


def fronted(manifest: Path, front: str = "tls") -> Path:
    """The same manifest, with `target.front`."""
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("\ntarget:\n", f"\ntarget:\n  front: {front}\n"), encoding="utf-8")
    return manifest


def single_page(folder: Path, defect: str | None = None, *, patience: float = 8) -> Path:
    """The single-page app in `folder`, with one of its own defects if asked; its manifest, for `driver: browser`."""
    of_the_page = APPS / "single_page"
    shared = ("measures.py", "observations.py", "relying_party.py", "scale.py")
    folder.mkdir(parents=True)
    for source in (*(APPS / "conformant" / name for name in shared), *of_the_page.iterdir()):
        if source.is_file():
            shutil.copy(source, folder)
    if defect is not None:
        shutil.copy(APPS / "defects" / f"{defect}.py", folder / "defect.py")
    return with_patience(folder / "poincon.yaml", patience)


def in_node(folder: Path, defect: str | None = None, *, patience: float = 8) -> Path:
    """The conformant app in Node.js in `folder`, with one of its own defects if asked; its manifest."""
    shutil.copytree(APPS / "node", folder, ignore=NOT_COPIED)
    if defect is not None:
        shutil.copy(APPS / "node_defects" / f"{defect}.js", folder / "defect.js")
    return with_patience(folder / "poincon.yaml", patience)


def broken(folder: Path, name: str, *, patience: float = 2) -> Path:
    """An app that cannot be judged (or, for silent_accept, must not be believed)."""
    manifest = conformant(folder)
    shutil.copy(APPS / "broken" / f"{name}.py", folder / "defect.py")
    return with_patience(manifest, patience)


def otherwise(folder: Path, name: str) -> Path:
    """A conformant app that goes about something in another way; its manifest."""
    manifest = conformant(folder)
    shutil.copy(APPS / "otherwise" / f"{name}.py", folder / "defect.py")
    return manifest


def with_patience(manifest: Path, patience: float) -> Path:
    """The same manifest, with `limits.patience`."""
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f"{text}limits: {{patience: {patience}}}\n", encoding="utf-8")
    return manifest


def _said(defect: str, name: str) -> Any:  # noqa: ANN401 - whichever literal the file gives
    """What the file of a defect assigns to a name, None if nothing."""
    tree = ast.parse((APPS / "defects" / f"{defect}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            return ast.literal_eval(node.value)
    return None
