"""Anyone can tell whether a copy of the doctrine is the one that the office put in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builders.agreed_app import AgreedApp, agreed_app
from click.testing import CliRunner

from catalogue_portal.labels.signed_edition import EDITION
from catalogue_portal.labels.trust import WELL_KNOWN, IssuerDocument
from catalogue_portal.labels.verification import Finding, verify_edition
from catalogue_portal.labels.verifying import verify_command
from doctrine.loader import editions, load_edition

if TYPE_CHECKING:
    from pathlib import Path

DEMO = "http://localhost:8080/demo"


@pytest.fixture
def world(tmp_path: Path) -> AgreedApp:
    return agreed_app(tmp_path)


def fetched(world: AgreedApp, url: str) -> bytes:
    answer = world.portal.test_client().get(url.removeprefix("http://localhost:8080"))
    if answer.status_code != 200:
        raise OSError(f"answers {answer.status_code}")
    return answer.get_data()


def verified(world: AgreedApp, folder: Path, place: str) -> tuple[int, str]:
    command = verify_command(lambda url: fetched(world, url))
    done = CliRunner().invoke(command, [place, "--issuer", DEMO, "--known-issuers", str(folder / "known")])
    return done.exit_code, done.output


@pytest.mark.parametrize("name", editions())
def test_every_edition_is_genuine_and_the_one_installed(world: AgreedApp, tmp_path: Path, name: str) -> None:
    code, said = verified(world, tmp_path, f"{DEMO}/doctrine/editions/{name}.json")

    assert code == 0
    assert said.startswith(f"genuine edition of the doctrine: {name}, word for word the one installed here")
    told = json.loads(fetched(world, f"{DEMO}/doctrine/editions/{name}.json"))
    assert told["digest"] == load_edition(name).digest
    assert [one["id"] for one in told["requirements"]] == sorted(one.id for one in load_edition(name).requirements)


def test_a_file_is_verified_with_the_signature_beside_it(world: AgreedApp, tmp_path: Path) -> None:
    url, file = f"{DEMO}/doctrine/editions/2026-1.json", tmp_path / "2026-1.json"
    file.write_bytes(fetched(world, url))
    assert verified(world, tmp_path, str(file))[0] == 3  # unsigned so far

    (tmp_path / "2026-1.json.jws").write_bytes(fetched(world, url + ".jws"))
    assert verified(world, tmp_path, str(file))[0] == 0

    file.write_bytes(file.read_bytes().replace(b'"revision": 1', b'"revision": 2', 1))
    code, said = verified(world, tmp_path, str(file))
    assert (code, said.partition(":")[0]) == (1, "NOT GENUINE")


def test_an_edition_that_is_not_the_one_here_is_told(world: AgreedApp) -> None:
    url = f"{DEMO}/doctrine/editions/2026-1.json"
    content, signature = fetched(world, url), fetched(world, url + ".jws").decode()
    trust = IssuerDocument.from_json(json.loads(fetched(world, DEMO + WELL_KNOWN)))

    other = verify_edition(content, signature, trust, held={"2026-1": "sha256:0"})
    unknown = verify_edition(content, signature, trust, held={})

    assert (other.finding, other.exit_code) == (Finding.OTHER_EDITION, 1)
    assert (unknown.finding, unknown.exit_code) == (Finding.SIGNED_EDITION, 0)


def test_a_digest_that_binds_other_revisions_is_refused_whoever_signed_it(world: AgreedApp) -> None:
    url = f"{DEMO}/doctrine/editions/2026-1.json"
    document = json.loads(fetched(world, url))
    document["requirements"].pop()
    content = json.dumps(document).encode()
    signature = world.context.keys.key(EDITION).sign_detached(content)
    trust = IssuerDocument.from_json(json.loads(fetched(world, DEMO + WELL_KNOWN)))

    found = verify_edition(content, signature, trust, held={})

    assert (found.finding, found.reason) == (Finding.FORGED, "the digest is not that of the revisions listed")


def test_no_other_key_signs_editions_and_old_issuers_signed_none(world: AgreedApp) -> None:
    url = f"{DEMO}/doctrine/editions/2026-1.json"
    published = json.loads(fetched(world, DEMO + WELL_KNOWN))
    keys = [published[f"{kind}_jwks"]["keys"][0]["kid"] for kind in ("label", "status_list", "report", "edition")]
    assert len(set(keys)) == 4
    del published["edition_jwks"]
    before = IssuerDocument.from_json(published)

    found = verify_edition(fetched(world, url), fetched(world, url + ".jws").decode(), before, held={})

    assert found.finding is Finding.FORGED


def test_an_unknown_edition_is_not_found(world: AgreedApp) -> None:
    for path in ("/demo/doctrine/editions/1999-1.json", "/demo/doctrine/editions/..%2F..%2Fsecret.json"):
        assert world.portal.test_client().get(path).status_code == 404


def test_the_page_of_the_doctrine_leads_to_digest_and_signature(world: AgreedApp) -> None:
    page = world.portal.test_client().get("/doctrine").get_data(as_text=True)
    assert load_edition(None).digest in page
    assert "/demo/doctrine/editions/2026-1.json.jws" in page
