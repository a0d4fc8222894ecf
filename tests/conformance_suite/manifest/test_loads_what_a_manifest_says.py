from __future__ import annotations

from pathlib import Path

import pytest
from builders.manifests import FOR_A_PERSON, GOOD, manifest_text, write_manifest

from conformance_suite.commands import TEMPLATE
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.model import (
    Click,
    CommandTarget,
    Fill,
    ImageTarget,
    Request,
    Submit,
    Told,
    UrlTarget,
    WaitFor,
)

ROOT = Path(__file__).parents[3]


def test_a_manifest_is_read_whole(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path))

    assert manifest.app.version == "2.4"
    assert manifest.app.exchanges == {"measures": ("read", "write")}
    assert manifest.client.redirect_uris == ("{app_url}/callback",)
    assert manifest.journeys["login"] == (Request("GET", "/login"),)
    assert manifest.session is not None
    assert (manifest.session.path, manifest.session.status) == ("/me", 200)
    assert manifest.declares("read_measures")
    assert not manifest.declares("unpair")
    assert manifest.limits.patience == 30
    assert manifest.limits.rate is None
    assert isinstance(manifest.target, CommandTarget)
    assert manifest.target.cwd == tmp_path.resolve()


@pytest.mark.parametrize("target", ["command: [a]", "image: carnet"])
def test_what_an_app_has_besides_in_production_is_read(tmp_path: Path, target: str) -> None:
    text = manifest_text(target=f"target: {{{target}, env: {{A: '1'}}, production_env: {{B: 'true'}}}}")

    read = load_manifest(write_manifest(tmp_path, text)).target

    assert not isinstance(read, UrlTarget)
    assert (read.env, read.production_env) == ({"A": "1"}, {"B": "true"})


@pytest.mark.parametrize(
    ("front", "behind_ours", "own"), [("tls", True, False), ("own", False, True), ("none", False, False)]
)
def test_who_speaks_tls_is_read(tmp_path: Path, front: str, *, behind_ours: bool, own: bool) -> None:
    text = manifest_text(target=f"target: {{command: [a], front: {front}}}")

    read = load_manifest(write_manifest(tmp_path, text)).target

    assert isinstance(read, CommandTarget)
    assert (read.tls_front, read.own_tls) == (behind_ours, own)


def test_a_folder_stands_for_the_manifest_in_it(tmp_path: Path) -> None:
    path = write_manifest(tmp_path)

    assert load_manifest(tmp_path).path == path


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    one = load_manifest(write_manifest(tmp_path))
    other = load_manifest(write_manifest(tmp_path, GOOD + "# a comment\n"))

    assert one.digest.startswith("sha256:")
    assert one.digest != other.digest


def test_a_journey_is_a_step_or_a_list_of_steps(tmp_path: Path) -> None:
    journeys = """journeys:
  login: [{get: /}, {submit: {form: "#pair", fields: {agree: true, age: 7}}}]
  session: {get: /me, signed_in: {contains: x}}
  write_measure: {post: /m, json: {value: 1, kind: "{persona_id}"}, headers: {X-A: b}}"""
    manifest = load_manifest(write_manifest(tmp_path, manifest_text(journeys=journeys)))

    assert manifest.journeys["login"] == (Request("GET", "/"), Submit("#pair", {"agree": "true", "age": "7"}))
    written = manifest.journeys["write_measure"][0]
    assert written == Request("POST", "/m", json={"value": 1, "kind": "{persona_id}"}, headers={"X-A": "b"})


def test_each_kind_of_target_has_its_own_settings(tmp_path: Path) -> None:
    url = manifest_text(target="target: {url: 'http://localhost:8000', space: carnet, ready: /up, timeout: 3}")
    image = manifest_text(target="target: {image: carnet, port: 8080, env: {A: '{issuer}'}}")

    at_url = load_manifest(write_manifest(tmp_path, url))
    assert at_url.target == UrlTarget("http://localhost:8000", "carnet", "/up", 3.0)
    assert at_url.limits.rate == 20
    assert load_manifest(write_manifest(tmp_path, image)).target == ImageTarget(
        "carnet", "8080", {"A": "{issuer}"}, None, 20.0
    )


def test_a_service_has_a_job_in_place_of_people(tmp_path: Path) -> None:
    app = manifest_text()[manifest_text().index("app:") : manifest_text().index("client:")].rstrip()
    text = manifest_text(app=app.replace("kind: web", "kind: service"), journeys="journeys: {job: {post: /run}}")

    assert load_manifest(write_manifest(tmp_path, text)).session is None


def test_public_keys_in_a_file_become_the_clients_jwks(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"keys": [{"kty": "EC", "x": "1", "y": "2"}]}')
    client = 'client: {redirect_uris: ["{app_url}/c"], scope: openid, jwks_file: keys.json}'
    manifest = load_manifest(write_manifest(tmp_path, manifest_text(client=client)))

    assert manifest.client.metadata["jwks"] == {"keys": [{"kty": "EC", "x": "1", "y": "2"}]}
    assert "jwks_file" not in manifest.client.metadata


def test_what_a_person_does_on_a_page_is_read_as_steps(tmp_path: Path) -> None:
    steps = "[{get: /}, {fill: {'#a': 72.5}}, {click: Send}, {wait_for: '#told'}]"
    journeys = f"journeys:\n  login: {steps}\n  session: {{get: '/#me', signed_in: {{contains: x}}}}"
    manifest = load_manifest(write_manifest(tmp_path, manifest_text(journeys=journeys, driver="driver: browser")))

    assert manifest.driver == "browser"
    assert manifest.journeys["login"][1:] == (Fill({"#a": "72.5"}), Click("Send"), WaitFor("#told"))
    assert not manifest.told_by_requests


def test_requests_and_forms_are_told_without_a_browser(tmp_path: Path) -> None:
    steps = "[{get: /}, {submit: {form: form, fields: {value: '72.5'}}}]"
    journeys = f"journeys:\n  login: {steps}\n  session: {{get: '/me', signed_in: {{contains: x}}}}"

    assert load_manifest(write_manifest(tmp_path, manifest_text(journeys=journeys))).told_by_requests


def test_a_native_app_may_come_back_by_a_scheme_of_its_own(tmp_path: Path) -> None:
    app = manifest_text()[manifest_text().index("app:") : manifest_text().index("client:")].rstrip()
    text = manifest_text(
        app=app.replace("kind: web", "kind: native"), client='client: {redirect_uris: ["fr.exemple:/c"], scope: openid}'
    )

    assert load_manifest(write_manifest(tmp_path, text)).client.redirect_uris == ("fr.exemple:/c",)


OURS = [
    TEMPLATE,
    ROOT / "tests" / "reference_apps" / "conformant" / "poincon.yaml",
    ROOT / "tests" / "reference_apps" / "node" / "poincon.yaml",
    ROOT / "tests" / "reference_apps" / "single_page" / "poincon.yaml",
    *sorted((ROOT / "examples").glob("*/poincon.yaml")),
]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.parent.name)
def test_our_own_manifests_are_in_order(path: Path) -> None:
    assert load_manifest(path).app.name


@pytest.mark.parametrize(("front", "fronted"), [("tls", True), ("none", False)])
def test_a_front_may_stand_before_a_command(tmp_path: Path, front: str, fronted: bool) -> None:  # noqa: FBT001 - pytest's
    manifest = load_manifest(write_manifest(tmp_path, GOOD.replace("target:", f"target:\n  front: {front}")))

    assert isinstance(manifest.target, CommandTarget)
    assert manifest.target.tls_front is fronted


def test_a_person_is_told_in_words(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path, FOR_A_PERSON))

    assert manifest.driver == "person"
    assert manifest.journeys["login"] == (Told("Ouvrez l’application", "Open the app"),)
    assert len(manifest.journeys["read_measures"]) == 2
    assert manifest.session is not None
    assert manifest.session.told == Told("Regardez l’accueil", "Look at the start page of {app_url}")


def test_an_app_on_a_device_has_no_address_and_may_have_a_space(tmp_path: Path) -> None:
    text = FOR_A_PERSON.replace('command: ["{python}", app.py]', "device: a phone\n  space: carnet")
    manifest = load_manifest(write_manifest(tmp_path, text))

    assert isinstance(manifest.target, UrlTarget)
    assert (manifest.target.url, manifest.target.space) == ("", "carnet")
