"""The French catalogue is whole, up to date, and compiled from the kept source."""

from __future__ import annotations

import re

from catalogue_portal.web import catalogues

PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|%\(num\)d")


def test_no_message_is_missing_or_fuzzy() -> None:
    assert list(catalogues.untold(catalogues.translated(), catalogues.extracted())) == []


def test_catalogue_tells_nothing_that_is_no_longer_said() -> None:
    said = {message.id for message in catalogues.extracted()}
    assert {message.id for message in catalogues.translated() if message.id not in said} == set()


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in catalogues.translated():
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {name for source in sources for name in PLACEHOLDER.findall(source)}
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def test_compiled_catalogue_is_that_of_the_source() -> None:
    assert catalogues.COMPILED.read_bytes() == catalogues.compiled(catalogues.translated())


def test_compiling_twice_gives_the_same_bytes() -> None:
    catalogue = catalogues.translated()
    assert catalogues.compiled(catalogue) == catalogues.compiled(catalogue)
