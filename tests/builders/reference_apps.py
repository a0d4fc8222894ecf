"""Folders that `poincon check` can be run on: a conformant reference app, with one thing wrong if asked."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

from doctrine.consent_text import digest_of_words

APPS = Path(__file__).parents[1] / "reference_apps"
DEFECTS = tuple(sorted(path.stem for path in (APPS / "defects").glob("*.py")))
OF_SMART = frozenset({"AREQ-09", "DISC-14", "DISC-15", "FHIR-33"})  # cases that concern the app as a SMART client only
OF_TWO_ISSUERS = frozenset({"ARSP-08"})  # cases that concern it as an app that knows a second issuer
OF_PROFESSIONALS = frozenset({"AREQ-11"})  # cases that concern the app as one in which professionals sign in
OF_OWN_TLS = frozenset({"TLS-15"})  # cases that concern it as one that speaks TLS itself
OF_DEMANDS = frozenset({"IDT-36", "IDT-37"})  # cases that concern it as one that asks how, and when, people signed in
OF_SIGNED_USERINFO = frozenset({"UI-04"})  # cases that concern it as one that has UserInfo signed
OF_PROOFS = frozenset(f"DPOP-0{number}" for number in range(1, 6))  # cases that concern it as one that proves its key
OTHERWISE = (OF_SMART, OF_TWO_ISSUERS, OF_PROFESSIONALS, OF_OWN_TLS, OF_DEMANDS, OF_SIGNED_USERINFO, OF_PROOFS)
TLS_PEM = 'TLS_PEM: "{tls_pem}"'
PSC = 'PSC_ISSUER: "{psc_issuer}", PSC_CLIENT_ID: "{psc_client_id}", PSC_CLIENT_SECRET: "{psc_client_secret}"'
CLIENT_PSC = """client_psc:
  redirect_uris: ["{app_url}/pro/callback"]
  scope: openid scope_all
  id_token_signed_response_alg: ES256
"""
ALGORITHM = "ES256"  # with which ID tokens are signed for the conformant app
SMART = 'SMART_BASE: "{fhir_base}/fhir"'
SECOND_ISSUER = 'ISSUER_2: "{issuer_2}", CLIENT_ID_2: "{client_id_2}", CLIENT_SECRET_2: "{client_secret_2}"'
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
MORE: dict[str, tuple[tuple[str, str], ...]] = {
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

    It is a SMART client, knows a second issuer, lets professionals sign in, speaks TLS itself, asks how and when
    people signed in, has UserInfo signed or its access tokens bound, where one of `cases` is about that.
    """
    shutil.copytree(APPS / "conformant", folder, ignore=NOT_COPIED)
    manifest = folder / "poincon.yaml"
    text = manifest.read_text(encoding="utf-8").replace(ALGORITHM, registered)
    if OF_SMART & {*cases}:
        text = text.replace("scope: openid", "scope: launch/patient openid")
        text = text.replace("\n  env: {", f"\n  env: {{{SMART}, ")
    if OF_DEMANDS & {*cases}:
        text = text.replace("\n  env: {", "\n  env: {DEMANDING: 'yes', ")
    if OF_SIGNED_USERINFO & {*cases}:
        text = text.replace("\n  env: {", "\n  env: {SIGNED_USERINFO: 'yes', ")
        text = text.replace("\ntarget:\n", f"\n  userinfo_signed_response_alg: {registered}\ntarget:\n", 1)
    if OF_PROOFS & {*cases}:
        text = text.replace("\n  env: {", "\n  env: {DPOP: 'yes', ")
        text = text.replace("\ntarget:\n", "\n  dpop_bound_access_tokens: true\ntarget:\n", 1)
    if OF_TWO_ISSUERS & {*cases}:
        text = text.replace("\n  env: {", f"\n  env: {{{SECOND_ISSUER}, ").replace(
            "features: []", "features: [multi_issuer]"
        )
        client = text.partition("\nclient:\n")[2].partition("\ntarget:\n")[0]
        text = text.replace("\ntarget:\n", f"\nclient_2:\n{client}\ntarget:\n")
        text = text.replace("  login: {get: /login}\n", "  login: {get: /login}\n  login_2: {get: /login-2}\n")
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
    text = manifest.read_text(encoding="utf-8")
    for before, after in MORE[more]:
        assert before in text, before
        text = text.replace(before, after)
    manifest.write_text(text, encoding="utf-8")
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
