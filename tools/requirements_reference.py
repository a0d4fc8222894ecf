"""Write docs/reference/requirements.md and a page a requirement. Run as a program; a test holds the pages to it."""

from pathlib import Path

from conformance_suite.case import catalogue, hook_up_cases
from doctrine import loader
from doctrine.gaps import load_gaps
from doctrine.reference import index, pages
from doctrine.sections import load_sections

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"


def written() -> dict[Path, str]:
    """Every page, by its place."""
    cases: dict[str, list[str]] = {}
    for row in (*catalogue(), *hook_up_cases()):
        cases.setdefault(row.requirement, []).append(row.id)
    edition = loader.load_edition()
    editions = [loader.load_edition(name) for name in loader.editions()]
    inside = {REFERENCE / "requirements" / name: text for name, text in pages(edition, editions, cases).items()}
    return {REFERENCE / "requirements.md": index(edition, load_sections(), load_gaps()), **inside}


if __name__ == "__main__":
    found = written()
    for stale in set((REFERENCE / "requirements").glob("*.md")) - set(found):
        stale.unlink()
    for path, text in found.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
