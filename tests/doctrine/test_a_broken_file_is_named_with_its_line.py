import shutil
from pathlib import Path

import pytest

from doctrine import integrity, loader
from doctrine.problems import DoctrineError

NONCE = "requirements/id_token/REF-OAU-04/r1.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the doctrine to break."""
    for name in ("requirements", "editions"):
        shutil.copytree(loader.ROOT / name, tmp_path / name)
    return tmp_path


def problems(path: Path) -> list[str]:
    """What the loader says of a requirement file, paths shortened."""
    with pytest.raises(DoctrineError) as caught:
        loader.load_requirement(path)
    return [str(problem).removeprefix(f"{path}") for problem in caught.value.problems]


def edited(root: Path, old: str, new: str) -> Path:
    """The nonce requirement with one thing changed."""
    path = root / NONCE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("obligation: SHALL", "obligation: MUST", "must be one of SHALL, SHOULD, MAY, not `MUST`"),
        ("revision: 1", "revision: one", "`revision` must be a whole number from 1"),
        ("revision: 1", "revision: 2", "revision 2 lies in r1.yaml"),
        ("id: REF-OAU-04", "id: REF-OAU-05", "the file lies in the folder of REF-OAU-04"),
        ("id: REF-OAU-04", "id: nonce", "is no requirement id"),
        ("theme: id_token", "theme: tokens", "the file lies in the theme id_token"),
        ("actor: publisher", "actor: nobody", "`actor` must be one of publisher, platform"),
        ("- native", "- fridge", "`fridge` is no kind of app"),
        ("exchange: any", "exchange: pizza", "`pizza` is no exchange"),
        ("exchange: any", "exchange: measures.delete", "`measures.delete` is no exchange"),
        ("exchange: any", "exchange: any.read", "`any.read` is no exchange"),
        ("exchange: any", "all: []", "`all` of nothing"),
        ("exchange: any", "weather: fine", "`weather` is not a condition"),
        ("exchange: any", "kind: [fridge]", "`fridge` is no kind of app"),
        ("legal_standing: platform", "legal_standing: law", "cannot be shown as law (confirmed only)"),
        ("confidence: referential", "confidence: sure", "`confidence` must be one of"),
        ("clause: 3.1.3.7, 11", "clauses: 3.1.3.7", "unknown key `clauses`"),
        ("clause: 3.1.3.7, 11", "revision: 3", "`revision` is given twice"),
        ("method: automated", "method: inspection", "must say why, in `reason`"),
        ("  en: Nonce of the ID token", "  de: Nonce", "unknown key `de`"),
        ("  en: Nonce of the ID token", "  en: ''", "`title.en` must be a text"),
        ("  en: Nonce of the ID token", '  en: "a\\x1b[2J"', "`title.en` has characters that steer"),
        ("  en: Nonce of the ID token", '  en: "a\\u202Eb"', "`title.en` has characters that steer"),
        ("  url: https:", "  url: javascript:", "must be a web address"),
        ("official_ref: null", "official_ref: !!python/object:os.system x", "only plain values"),
    ],
)
def test_each_fault_is_told_with_its_line(root: Path, old: str, new: str, words: str) -> None:
    path = edited(root, old, new)
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(new)].count("\n") + 1
    told = problems(path)
    assert any(problem.startswith(f":{line}:") and words in problem for problem in told), told


def test_an_anchor_that_nothing_refers_to_is_harmless(root: Path) -> None:
    loader.load_requirement(edited(root, "statement:", "statement: &a"))


def test_every_fault_of_a_file_is_told_at_once(root: Path) -> None:
    edited(root, "obligation: SHALL", "obligation: MUST")
    told = problems(edited(root, "legal_standing: platform", "legal_standing: custom"))
    assert len(told) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file must be a mapping"),
        ("- a list", "the file must be a mapping"),
        ("id: [", "is not valid YAML"),
        ("\x00", "is not valid YAML"),
        ("id: &x [*x]", "alias"),
        ("<<: {id: 1}", "merge keys"),
    ],
)
def test_what_is_no_requirement_at_all_is_refused(root: Path, content: str, words: str) -> None:
    path = root / NONCE
    path.write_text(content, encoding="utf-8")
    assert any(words in problem for problem in problems(path))


def test_bytes_that_are_no_text_are_refused(root: Path) -> None:
    path = root / NONCE
    path.write_bytes(b"\xff\xfe\x00")
    assert problems(path) == [": is not UTF-8 text"]


def test_a_missing_file_is_refused(root: Path) -> None:
    assert "cannot be read" in problems(root / "requirements/x/REF-OAU-99/r1.yaml")[0]


def test_a_revision_in_force_is_never_edited(root: Path) -> None:
    edited(root, "fr: Nonce du jeton", "fr: Nonce d'un jeton")
    with pytest.raises(DoctrineError, match=r"2026-1\.yaml:\d+: r1\.yaml of REF-OAU-04 is not what was put in force"):
        loader.load_edition("2026-1", root)


def test_an_edition_cannot_list_what_is_not_on_file(root: Path) -> None:
    shutil.rmtree(root / "requirements/id_token/REF-OAU-04")
    with pytest.raises(DoctrineError, match="there is no file for REF-OAU-04 revision 1"):
        loader.load_edition("2026-1", root)


def test_an_edition_lists_a_requirement_once(root: Path) -> None:
    path = root / "editions/2026-1.yaml"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "REF-OAU-04" in line)
    path.write_text(text + row + "\n", encoding="utf-8")
    with pytest.raises(DoctrineError, match="REF-OAU-04 is listed twice"):
        loader.load_edition("2026-1", root)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2031-1", "there is no edition `2031-1`"),
        ("../../etc/passwd", "is no name of an edition"),
        ("", "is no name of an edition"),
        ("2026-1/../2026-1", "is no name of an edition"),
        ("2026-1 copy", "`2026-1 copy` is no name of an edition"),
        ("2026-1\0", "is no name of an edition"),
        ("2" * 300, "there is no edition"),
    ],
)
def test_an_unknown_edition_is_refused(root: Path, name: str, words: str) -> None:
    with pytest.raises(DoctrineError, match=words):
        loader.load_edition(name, root)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("in_force_from: 2026-01-01", "in_force_from: null", "`in_force` needs `in_force_from`"),
        ("in_force_from: 2026-01-01", "in_force_from: 2026-13-45", "must be a day of the calendar"),
        ("in_force_from: 2026-01-01", "in_force_from: 20260101", "must be a day of the calendar"),
        ("status: in_force", "status: superseded\ntransition_until: soon", "must be a day of the calendar"),
        ("status: in_force", "status: superseded\ntransition_until: 2025-12-31", "before the edition came into force"),
        (
            "status: in_force",
            "status: in_force\ntransition_until: 2027-06-30",
            "only for an edition that is `superseded`",
        ),
        ("status: in_force\n", "status: superseded\ntransition_until: 2027-06-30\n", None),
    ],
)
def test_an_edition_says_since_when_and_how_long(root: Path, old: str, new: str, words: str | None) -> None:
    path = root / "editions/2026-1.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if words is None:
        assert loader.load_edition("2026-1", root).transition_until == "2027-06-30"
        return
    with pytest.raises(DoctrineError, match=rf"2026-1\.yaml:\d+: .*{words}"):
        loader.load_edition("2026-1", root)


def test_requirements_do_not_rest_on_each_other_in_a_circle(root: Path) -> None:
    """MES-INT-12 rests on MES-MES-01, which would rest on MES-INT-12 by way of another."""
    for one, other in (("MES-MES-01", "MES-URB-03"), ("MES-URB-03", "MES-INT-12")):
        (path,) = root.glob(f"requirements/*/{one}/r1.yaml")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("verification:\n", f"verification:\n  rests_on: [{other}]\n", 1), encoding="utf-8")
    with pytest.raises(DoctrineError, match="MES-MES-01 rests on MES-URB-03, which rests on it again"):
        loader.load_edition("2026-1", root)


@pytest.mark.parametrize("name", ["r2.yml", "r1.yaml.orig", "note.txt"])
def test_integrity_tells_a_file_that_nobody_would_read(root: Path, name: str) -> None:
    (root / NONCE).with_name(name).write_text("id: REF-OAU-04", encoding="utf-8")
    assert [problem.message for problem in integrity.check(root)] == [
        "is no revision: name it rN.yaml, or take it away"
    ]


def test_without_an_edition_in_force_there_is_none_by_default(root: Path) -> None:
    path = root / "editions/2026-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: in_force", "status: draft"), encoding="utf-8")
    with pytest.raises(DoctrineError, match="no edition is in force"):
        loader.load_edition(None, root)


def test_integrity_tells_the_problems_of_all_files(root: Path) -> None:
    edited(root, "obligation: SHALL", "obligation: MUST")
    (root / "requirements/token/REF-OAU-03/r1.yaml").write_text("[]", encoding="utf-8")
    named = {problem.path.parent.name for problem in integrity.check(root)}
    assert {"REF-OAU-04", "REF-OAU-03"} <= named


def test_integrity_tells_a_revision_that_no_edition_lists(root: Path) -> None:
    path = root / NONCE
    text = path.read_text(encoding="utf-8").replace("revision: 1", "revision: 9")
    path.with_name("r9.yaml").write_text(text, encoding="utf-8")
    assert [problem.message for problem in integrity.check(root)] == ["no edition lists this revision"]


def test_integrity_tells_a_requirement_with_two_homes(root: Path) -> None:
    other = root / "requirements/token/REF-OAU-04/r1.yaml"
    other.parent.mkdir()
    text = (root / NONCE).read_text(encoding="utf-8").replace("theme: id_token", "theme: token")
    other.write_text(text, encoding="utf-8")
    assert any("second home" in problem.message for problem in integrity.check(root))


def test_only_a_draft_is_sealed(root: Path) -> None:
    path = root / "editions/2026-1.yaml"
    with pytest.raises(DoctrineError, match="only a draft is sealed"):
        integrity.seal(path, root)


def test_sealing_a_draft_brings_its_digests_up_to_date(root: Path) -> None:
    edited(root, "fr: Nonce du jeton", "fr: Nonce d'un jeton")
    path = root / "editions/2026-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: in_force", "status: draft"), encoding="utf-8")
    path.write_text(integrity.seal(path, root), encoding="utf-8")
    assert loader.load_edition("2026-1", root).status == "draft"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("cross_references: [{to: NASA, clause: '1'}]", "`to` must be one of ASVS"),
        ("cross_references: [{to: RFC}]", "`clause` must be a text"),
        ("required_level: high", "must be a mapping"),
        ("required_level: {fr: Haut}", "`required_level.en` must be a text"),
    ],
)
def test_optional_members_are_read_as_strictly(root: Path, more: str, words: str) -> None:
    path = root / NONCE
    path.write_text(path.read_text(encoding="utf-8") + more + "\n", encoding="utf-8")
    assert any(words in problem for problem in problems(path))


@pytest.mark.parametrize(
    "when",
    [
        "kind: [service]",  # the profiles are web and native
        "any: []",
        "all: [{feature: ai}, {not: {feature: ai}}]",
        "all: [{exchange: agenda.read}, {not: {exchange: any}}]",
    ],
)
def test_a_condition_that_no_app_meets_is_refused_at_its_line(root: Path, when: str) -> None:
    path = edited(root, "exchange: any", when)
    line = path.read_text(encoding="utf-8").splitlines().index("applies_when:") + 1
    assert [problem for problem in problems(path) if problem.startswith(f":{line}: can never hold")]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("[{when: always, obligation: MAY}, {when: {feature: ai}, obligation: SHALL}]", "is never reached"),
        ("[{when: {all: [{feature: ai}, {not: {feature: ai}}]}, obligation: MAY}]", "can never hold"),
        ("[{when: {feature: ai}, obligation: MAY}, {when: {feature: ai}, obligation: SHALL}]", "is never reached"),
        (
            "[{when: {exchange: measures}, obligation: MAY}, {when: {exchange: measures.read}, obligation: SHALL}]",
            "is never reached",
        ),
    ],
)
def test_a_conditional_obligation_that_nobody_has_is_refused(root: Path, rows: str, words: str) -> None:
    path = root / NONCE
    path.write_text(path.read_text(encoding="utf-8") + f"conditional: {rows}\n", encoding="utf-8")
    assert any(words in problem for problem in problems(path))


def test_an_edition_lists_what_its_requirements_rest_on(root: Path) -> None:
    path = root / "editions/2026-1.yaml"
    text = path.read_text(encoding="utf-8")
    rows = text.splitlines(keepends=True)
    path.write_text("".join(row for row in rows if "MES-MES-01" not in row), encoding="utf-8")
    with pytest.raises(DoctrineError, match="MES-INT-12 rests on MES-MES-01, which is not listed"):
        loader.load_edition("2026-1", root)
    path.write_text(text, encoding="utf-8")
    assert loader.load_edition("2026-1", root)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("facts.yaml", "  ai:", "  artificial:", "the feature `ai` is asked nowhere"),
        ("facts.yaml", "kind:", "kinds:", "unknown key `kinds`"),
        ("gaps.yaml", "section: urbanisation", "section: town", "GAP-URB-01 is in no section: town"),
        ("gaps.yaml", "- MES-INT-01\n", "- MES-INT-99\n", "related to MES-INT-99, which is not on file"),
        ("gaps.yaml", "id: GAP-INT-01", "id: INT-01", "is no id of a gap"),
        ("gaps.yaml", "id: GAP-INT-02", "id: GAP-INT-01", "GAP-INT-01 is listed twice"),
        ("gaps.yaml", "lines: 12", "lines: twelve", "must be a whole number"),
        ("sections.yaml", "families: [MES-SEC", "families: [MES-URB", "two sections claim MES-URB"),
        ("evidence.yaml", "[MES-SEC-01]", "[MES-SEC-99]", "speaks to MES-SEC-99, which is not on file"),
        ("evidence.yaml", "formats: [pdf]", "formats: [exe]", "`exe` is no format"),
    ],
)
def test_what_stands_beside_the_requirements_is_checked_too(
    root: Path, name: str, old: str, new: str, words: str
) -> None:
    for one in ("facts.yaml", "gaps.yaml", "sections.yaml", "evidence.yaml"):
        shutil.copy(loader.ROOT / one, root / one)
    assert integrity.check(root) == ()
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(words in problem.message for problem in integrity.check(root))
