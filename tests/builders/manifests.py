"""Manifests: a good one as text, with pieces replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
manifest: 1
app:
  name: Carnet
  publisher: Exemple
  version: "2.4"
  kind: web
  purposes: [care]
  exchanges: {measures: [read, write]}
client:
  redirect_uris: ["{app_url}/callback"]
  scope: openid identity measures.read
target:
  command: ["{python}", app.py]
journeys:
  login: {get: /login}
  session: {get: /me, signed_in: {status: 200, contains: "{persona_name}"}}
  read_measures: {get: /measures}
"""

FOR_A_PERSON = (
    GOOD.partition("journeys:")[0]
    + """\
journeys:
  login: {fr: "Ouvrez l’application", en: "Open the app"}
  session: {fr: "Regardez l’accueil", en: "Look at the start page of {app_url}"}
  read_measures: [{fr: "Ouvrez le carnet", en: "Open the diary"}, {fr: "Descendez", en: "Go down"}]
driver: person
"""
)


def manifest_text(**replaced: str) -> str:
    """The good manifest with whole top-level sections replaced by these lines."""
    sections = _sections(GOOD)
    sections.update(replaced)
    return "\n".join(sections.values()) + "\n"


def write_manifest(folder: Path, text: str = GOOD) -> Path:
    """A manifest file in `folder`."""
    path = folder / "poincon.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _sections(text: str) -> dict[str, str]:
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if not line.startswith(" "):
            name = line.partition(":")[0]
            sections[name] = line
        else:
            sections[name] += "\n" + line
    return sections
