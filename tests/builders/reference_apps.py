"""Folders that `poincon check` can be run on: the conformant reference app, with one thing wrong if asked."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

APPS = Path(__file__).parents[1] / "reference_apps"
DEFECTS = tuple(sorted(path.stem for path in (APPS / "defects").glob("*.py")))
OF_PROFESSIONALS = frozenset({"AREQ-11"})  # cases that concern the app as one in which professionals sign in
OF_OWN_TLS = frozenset({"TLS-15"})  # cases that concern it as one that speaks TLS itself
TLS_PEM = 'TLS_PEM: "{tls_pem}"'
PSC = 'PSC_ISSUER: "{psc_issuer}", PSC_CLIENT_ID: "{psc_client_id}", PSC_CLIENT_SECRET: "{psc_client_secret}"'
CLIENT_PSC = """client_psc:
  redirect_uris: ["{app_url}/pro/callback"]
  scope: openid scope_all
  id_token_signed_response_alg: ES256
"""
ALGORITHM = "ES256"  # with which ID tokens are signed for the conformant app
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*")  # what a run of something else left there
BROKEN = tuple(sorted(path.stem for path in (APPS / "broken").glob("*.py")))


def killed_by(defect: str) -> frozenset[str]:
    """The cases that a defect must fail, and no other: `KILLED_BY` of its file, one case or a tuple of them."""
    said = _said(defect, "KILLED_BY")
    if said is None:
        raise LookupError(f"defect {defect} does not say which case kills it")
    return frozenset({said} if isinstance(said, str) else said)


def conformant(folder: Path, *, registered: str = ALGORITHM, cases: Collection[str] = ()) -> Path:
    """The conformant app in `folder`, its ID tokens signed as `registered`; its manifest.

    Professionals sign in to it, or it speaks TLS itself, where that is what one of `cases` is about.
    """
    shutil.copytree(APPS / "conformant", folder, ignore=NOT_COPIED)
    manifest = folder / "poincon.yaml"
    text = manifest.read_text(encoding="utf-8").replace(ALGORITHM, registered)
    if OF_PROFESSIONALS & {*cases}:
        text = text.replace("\n  env: {", f"\n  env: {{{PSC}, ").replace("features: []", "features: [professionals]")
        text = text.replace("\ntarget:\n", f"\n{CLIENT_PSC}target:\n")
        text = text.replace(
            "  login: {get: /login}\n", "  login: {get: /login}\n  login_professional: {get: /pro/login}\n"
        )
    if OF_OWN_TLS & {*cases}:
        text = text.replace("\n  env: {", f"\n  front: own\n  env: {{{TLS_PEM}, ")
    manifest.write_text(text, encoding="utf-8")
    return manifest


def defective(folder: Path, defect: str, *, patience: float = 8) -> Path:
    """The conformant app with one defect; a short patience, so that one which waits for ever is known soon.

    `REGISTERED` of its file says with which algorithm its ID tokens are signed, if not with that of the conformant app;
    `FRONT` says what stands before it, if that is needed to tell.
    """
    manifest = conformant(folder, registered=_said(defect, "REGISTERED") or ALGORITHM, cases=killed_by(defect))
    if front := _said(defect, "FRONT"):
        fronted(manifest, front)
    shutil.copy(APPS / "defects" / f"{defect}.py", folder / "defect.py")
    return with_patience(manifest, patience)


def fronted(manifest: Path, front: str = "tls") -> Path:
    """The same manifest, with `target.front`."""
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("\ntarget:\n", f"\ntarget:\n  front: {front}\n"), encoding="utf-8")
    return manifest


def single_page(folder: Path, defect: str | None = None, *, patience: float = 8) -> Path:
    """The single-page app in `folder`, with one of its own defects if asked; its manifest."""
    of_the_page = APPS / "single_page"
    shared = ("measures.py", "observations.py", "relying_party.py", "scale.py")
    folder.mkdir(parents=True)
    for source in (*(APPS / "conformant" / name for name in shared), *of_the_page.iterdir()):
        if source.is_file():
            shutil.copy(source, folder)
    if defect is not None:
        shutil.copy(APPS / "single_page_defects" / f"{defect}.py", folder / "defect.py")
    return with_patience(folder / "poincon.yaml", patience)


def broken(folder: Path, name: str, *, patience: float = 2) -> Path:
    """An app that cannot be judged (or, for silent_accept, must not be believed)."""
    manifest = conformant(folder)
    shutil.copy(APPS / "broken" / f"{name}.py", folder / "defect.py")
    return with_patience(manifest, patience)


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
