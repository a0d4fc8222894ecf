"""The catalogues of messages: extracted from code and templates, compiled to the same bytes for the same texts.

`python -m catalogue_portal.web.catalogues` brings `messages.po` up to date and compiles it; tests fail when either is
behind, or when a message is missing or fuzzy.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = Path(__file__).parent / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
COMPILED: Final = SOURCE.with_suffix(".mo")
METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext.babel_extract")]
KEYWORDS: Final = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
OPTIONS: Final = {"**/templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}


def extracted() -> Catalog:
    """Return every message that code and templates use, with the places where they do."""
    catalogue = Catalog(domain="messages", charset="utf-8")
    found = extract_from_dir(str(ROOT), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=())
    for filename, _line, message, _comments, _context in found:
        catalogue.add(message, locations=[(Path(filename).as_posix(), 0)])
    return catalogue


def translated() -> Catalog:
    """Return the French catalogue as it is kept."""
    with SOURCE.open("rb") as source:
        return read_po(source, locale="fr")


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue compiled; the same texts give the same bytes."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untold(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield every message of the template that the catalogue does not tell, or tells only roughly (fuzzy)."""
    for message in template:
        if not message.id:
            continue
        kept = catalogue.get(message.id)
        strings = kept.string if kept is not None and isinstance(kept.string, tuple) else (kept.string if kept else "",)
        if kept is None or kept.fuzzy or not all(strings):
            yield str(message.id)


def renew() -> None:
    """Bring the kept catalogue up to date with code and templates, and compile it."""
    catalogue = translated()
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with SOURCE.open("wb") as source:
        write_po(source, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    COMPILED.write_bytes(compiled(translated()))


if __name__ == "__main__":
    renew()
