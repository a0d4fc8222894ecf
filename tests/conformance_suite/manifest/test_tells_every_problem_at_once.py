from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.manifests import FOR_A_PERSON, GOOD, manifest_text, write_manifest

from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.problems import SHOWN, ManifestError, Problem

if TYPE_CHECKING:
    from pathlib import Path

SESSION = "\n  session: {get: /me, signed_in: {status: 200}}"


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ManifestError) as caught:
        load_manifest(path)
    return caught.value.problems


def only_problem(folder: Path, text: str) -> Problem:
    found = problems(write_manifest(folder, text))
    assert len(found) == 1, found
    return found[0]


def test_a_word_that_old_yaml_took_for_a_boolean_is_a_word(tmp_path: Path) -> None:
    assert load_manifest(write_manifest(tmp_path, GOOD.replace('"2.4"', "yes"))).app.version == "yes"


def test_all_problems_are_told_by_line(tmp_path: Path) -> None:
    text = GOOD.replace("kind: web", "kind: wep").replace("scope:", "scopes:").replace("get: /login", "get: login")
    found = problems(write_manifest(tmp_path, text))

    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert {problem.line for problem in found} == {6, 9, 11, 15}
    assert all(problem.mend for problem in found)


@pytest.mark.parametrize(
    ("replaced", "by", "line", "message", "mend"),
    [
        ("kind: web", "kind: web\n  featurs: []", 7, "unknown key 'featurs' in app", "Did you mean 'features'?"),
        ('version: "2.4"', "version: 2.4", 5, "app.version must be text, not the number 2.4", '"2.4"'),
        ("kind: web", "kind: wep", 6, "app.kind cannot be the text 'wep'", "Did you mean 'web'?"),
        ("purposes: [care]", "purposes: care", 7, "app.purposes must be a list", "[care]"),
        ("purposes: [care]", "purposes: [care, care]", 7, "lists the same thing twice", "one of each"),
        ("[read, write]", "[reed]", 8, "app.exchanges.measures[0] cannot be the text 'reed'", "'read'"),
        ("{app_url}/callback", "{app_uri}/callback", 10, "unknown placeholder {app_uri}", "{app_url}"),
        ("{app_url}/callback", "{client_id}/callback", 10, "has no value yet", "{app_url}"),
        ("app.py]", '"{"]', 13, "unknown placeholder {", "{{"),
        ("app.py]", '"{persona_name}"]', 13, "{persona_name} has no meaning under target", "journeys"),
        ("get: /login", "get: login", 15, "is not a path of the app (the text 'login')", "/login"),
        ("get: /login", "get: //evil.test/", 15, "is not a path of the app", "one /"),
        ("get: /login", "get: /login, put: /x", 15, "journeys.login has get and put", "exactly one"),
        ("{get: /login}", "{form: {a: b}}", 15, "journeys.login has none of", "exactly one"),
        ("{get: /login}", "{submit: {form: f}}", 15, "submit needs a page that is open", "get step"),
        (
            "{get: /login}",
            "[{get: /}, {click: '#go'}]",
            15,
            "click needs a browser that runs the pages",
            "driver: browser",
        ),
        ("{get: /login}", "[{get: /}, {fill: {'#a': b}}]", 15, "fill needs a browser", "get, post or submit"),
        ("{get: /login}", "[{get: /}, {wait_for: Hi}]", 15, "wait_for needs a browser", "driver: browser"),
        ("{get: /login}", "{get: /x, form: {a: b}}", 15, "a GET carries no form or json", "post"),
        ("{get: /login}", "{post: /x, form: {a: b}, json: {}}", 15, "both form and json", "one of the two"),
        ("status: 200", "status: 99", 16, "is too small", "The least is 100"),
        ("  session:", "  launch: {post: /launch}\n  session:", 16, "a launch opens an address", "Begin it with get"),
        (
            "  scope:",
            "  initiate_login_uri: http://169.254.169.254/\n  scope:",
            11,
            "'http://169.254.169.254/' is refused",
            "{app_url}",
        ),
    ],
)
def test_each_problem_has_its_line_and_its_mending(
    tmp_path: Path, *, replaced: str, by: str, line: int, message: str, mend: str
) -> None:
    problem = only_problem(tmp_path, GOOD.replace(replaced, by, 1))

    assert problem.line == line
    assert message in problem.message
    assert mend in problem.mend


@pytest.mark.parametrize(
    ("login", "message", "mend"),
    [
        ("{click: Go}", "click needs a page that is open", "get step"),
        ("[{get: /}, {click: Go, json: {}}]", "click sends nothing by itself", "Remove form, json and headers"),
        ("[{get: /}, {click: Go, wait_for: Hi}]", "journeys.login[1] has click and wait_for", "exactly one"),
        ("[{get: /}, {fill: '#a'}]", "journeys.login[1].fill must be a mapping", ""),
    ],
)
def test_each_problem_of_a_step_in_a_browser_is_told(tmp_path: Path, login: str, message: str, mend: str) -> None:
    journeys = f"journeys:\n  login: {login}{SESSION}\n  read_measures: {{click: Mesures}}"
    problem = only_problem(tmp_path, manifest_text(journeys=journeys, driver="driver: browser"))

    assert message in problem.message
    assert mend in problem.mend


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("target: {command: [a], url: 'http://localhost:1'}", "target has command and url"),
        ("target: {ready: /up}", "target has none of url, command, image or device"),
        ("target: {command: [a], cwd: ../..}", "leads outside the manifest's folder"),
        ("target: {command: [a], cwd: /etc}", "leads outside the manifest's folder"),
        ("target: {command: [a], cwd: nowhere}", "there is no folder 'nowhere'"),
        ("target: {command: [a], env: {'A B': c}}", "target.env has a name that is not one of an environment variable"),
        ("target: {command: [a], port: 99999}", "target.port is too large"),
        ("target: {url: 'file:///etc/passwd'}", "the URL 'file:///etc/passwd' is refused"),
        ("target: {url: 'http://169.254.169.254/latest'}", "is refused"),
        ("target: {url: 'http://2852039166/'}", "leads to 169.254.169.254"),
        ("target: {url: 'http://0xA9FEA9FE/'}", "leads to 169.254.169.254"),
        ("target: {url: 'https://[::ffff:169.254.169.254]/'}", "is refused"),
        ("target: {url: 'https://metadata.google.internal/'}", "is the metadata service of a cloud"),
        ("target: {url: 'https://user@example.org/'}", "user name"),
        ("target: {url: 'http://10.0.0.1/'}", "not on the public internet"),
    ],
)
def test_a_target_that_cannot_be_is_refused(tmp_path: Path, target: str, message: str) -> None:
    problem = only_problem(tmp_path, manifest_text(target=target))

    assert problem.line == 12
    assert message in problem.message


def test_a_symbolic_link_cannot_lead_outside(tmp_path: Path) -> None:
    (tmp_path / "manifest").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "manifest" / "link").symlink_to(tmp_path / "elsewhere")

    problem = only_problem(tmp_path / "manifest", manifest_text(target="target: {command: [a], cwd: link}"))
    assert "leads outside" in problem.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is not there"),
        ("{", "is not JSON"),
        ('{"keys": []}', "holds no keys"),
        ('{"keys": [{"kty": "EC", "d": "1"}]}', "holds a private or secret key"),
        ("[" * 50000, "is not JSON"),
    ],
)
def test_a_key_file_must_hold_public_keys(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "keys.json").write_text(content)
    client = 'client: {redirect_uris: ["{app_url}/c"], scope: openid, jwks_file: keys.json}'

    assert message in only_problem(tmp_path, manifest_text(client=client)).message


def test_a_key_written_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, GOOD.replace("  kind: web\n", "  kind: web\n  name: again\n"))

    assert problem.line == 7
    assert "written twice (first at line 3)" in problem.message


def test_people_need_a_sign_in_and_a_probe(tmp_path: Path) -> None:
    found = problems(write_manifest(tmp_path, manifest_text(journeys="journeys: {logout: {post: /out}}")))

    assert [problem.message for problem in found] == ["journeys lacks 'login'", "journeys lacks 'session'"]


def test_a_second_sign_in_needs_a_second_client(tmp_path: Path) -> None:
    text = GOOD.replace("  login: {get: /login}\n", "  login: {get: /login}\n  login_2: {get: /login-2}\n")
    assert text != GOOD
    assert only_problem(tmp_path, text).message == "login_2 is a sign-in by a second issuer"


def test_a_file_with_endless_problems_is_told_in_a_page(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, "\n".join(f"key{number}: 1" for number in range(500)))
    with pytest.raises(ManifestError) as caught:
        load_manifest(path)

    lines = caught.value.lines()
    assert len(lines) == SHOWN + 2
    assert lines[-1].endswith("more")


def test_a_front_stands_before_apps_that_we_start(tmp_path: Path) -> None:
    text = GOOD.replace("target:", "target:\n  front: tls").replace(
        'command: ["{python}", app.py]', "url: http://localhost:1"
    )
    problem = only_problem(tmp_path, text)

    assert problem.message == "a front stands before an app that we start"


def test_no_registered_address_leads_past_the_front(tmp_path: Path) -> None:
    past = "http://localhost:{port}/callback"
    text = GOOD.replace("target:", "target:\n  front: tls").replace("{app_url}/callback", past)
    problem = only_problem(tmp_path, text)

    assert "leads past the TLS front" in problem.message
    assert "{app_url}" in problem.mend
    assert load_manifest(write_manifest(tmp_path, GOOD.replace("{app_url}/callback", past)))


def test_a_person_is_given_words_and_nobody_else_is(tmp_path: Path) -> None:
    in_requests = FOR_A_PERSON.replace('{fr: "Ouvrez l’application", en: "Open the app"}', "{get: /}")
    requests_for_a_person = only_problem(tmp_path, in_requests)
    words_for_a_program = problems(write_manifest(tmp_path, FOR_A_PERSON.replace("driver: person", "driver: http")))

    assert "journeys.login is for a person, and must be told in words" in requests_for_a_person.message
    assert len(words_for_a_program) == 3  # a journey once, however many steps it has
    assert {problem.mend for problem in words_for_a_program} == {"Write driver: person, or give the requests"}


def test_words_are_given_in_both_languages(tmp_path: Path) -> None:
    for half in ('fr: "Regardez l’accueil", ', ', en: "Look at the start page of {app_url}"'):
        assert problems(write_manifest(tmp_path, FOR_A_PERSON.replace(half, "")))


def test_only_a_person_uses_an_app_on_a_device(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, GOOD.replace('command: ["{python}", app.py]', "device: a phone"))

    assert problem.message == "nobody but a person can use an app on a device"
