import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance_suite.catalogue_files import FOLDER, CatalogueError, families

READ = """
import app
app.main.get_command(None, "check")
from conformance_suite import case, plan
case.catalogue(), plan.profiles()
from conformance_suite import catalogue_files
print(catalogue_files.families.cache_info().misses)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue to break."""
    return shutil.copytree(FOLDER, tmp_path / "catalogue")


def problems(folder: Path) -> list[str]:
    """What is said of the catalogue, a problem each."""
    with pytest.raises(CatalogueError) as caught:
        families(folder)
    return str(caught.value).splitlines()


def edit(folder: Path, old: str, new: str, name: str = "tls.yaml") -> int:
    """One thing changed in a file; the line where it is."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("level: must", "level: shall", "TLS-01: `level` must be one of must, should, info, not `shall`"),
        ("level: must", "weight: must", "TLS-01: unknown key `weight`"),
        ("level: must", "level: must\n  level: must", "`level` is given twice"),
        ("[web, native, service, fhir]", "[web, fridge]", "TLS-01: `profiles` must be some of web, native"),
        ("[web, native, service, fhir]", "[web, web]", "TLS-01: `profiles` must be some of web, native"),
        ("[web, native, service, fhir]", "[]", "TLS-01: `profiles` must be some of web, native"),
        ("    en: The certificate has expired.\n", "", "TLS-01: `title.en` must be a text"),
        ("    fr: Le certificat est expiré.\n", "", "TLS-01: `title.fr` must be a text"),
        ("fr: Le certificat est", "de: Das Zertifikat ist", "TLS-01: unknown key `de`"),
        ("source: RFC 9325; SMART App Launch, TLS", "source: ''", "TLS-01: `source` must be a text"),
        ("  source: RFC 9325; SMART App Launch, TLS\n", "", "TLS-01: `source` must be a text, or null"),
        ("id: TLS-01", "id: tls", "tls: `tls` is no case id"),
        ("- id: TLS-01\n  level", "- level", "a row: `id` must be a text"),
        ("reason: needs_machinery", "reason: too_hard", "TLS-11: `reason` must be one of not_yet, needs_browser"),
        (
            "reason: needs_machinery\n    detail:",
            "reason: needs_capability\n    details:",
            "TLS-11: `needs_capability` must say what",
        ),
        ("reason: needs_machinery", "why: needs_machinery", "TLS-11: unknown key `why`"),
        ("letter: M", "latter: M", "unknown key `latter`"),
        ("rows:", "rows: [", "is not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_row(folder: Path, old: str, new: str, words: str) -> None:
    edit(folder, old, new)
    assert any(told.startswith(f"{folder / 'tls.yaml'}:") and words in told for told in problems(folder))


def test_the_line_is_told(folder: Path) -> None:
    line = edit(folder, "level: must", "level: shall")
    (told,) = problems(folder)
    assert told.startswith(f"{folder / 'tls.yaml'}:{line}: TLS-01: ")


def test_everything_wrong_is_told_at_once(folder: Path) -> None:
    edit(folder, "level: must", "level: shall")
    edit(folder, "level: must", "level: shall", "keys.yaml")
    assert [told.split(": ")[1] for told in problems(folder)] == ["JWK-01", "TLS-01"]


@pytest.mark.parametrize("other", ["tls.yaml", "leaks.yaml"])
def test_an_id_stands_once_in_the_whole_catalogue(folder: Path, other: str) -> None:
    first = {"tls.yaml": "TLS-02", "leaks.yaml": "LEAK-01"}[other]
    edit(folder, f"id: {first}", "id: TLS-01", other)
    assert any("TLS-01: the id is already in " in told for told in problems(folder))


def test_starting_a_check_reads_no_catalogue() -> None:
    said = subprocess.run([sys.executable, "-I", "-c", READ], capture_output=True, text=True, check=True)
    assert said.stdout == "0\n"
