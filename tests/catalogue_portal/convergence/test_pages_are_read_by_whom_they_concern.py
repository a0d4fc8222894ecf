"""Who reads and writes the pages of convergence: its publisher, the office what was filed, nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.declared import file_newest, kept, save, text_of
from builders.site import form_token

from catalogue_portal.apps import service as apps
from catalogue_portal.runs import service as runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.portals import People
    from flask.testing import FlaskClient

WHO = ("owner", "mate", "stranger", "newcomer", "reviewer", "decider", "administrator")
OWN = (200, 200, 404, 404, 404, 404, 404)
OWN_OR_FORBIDDEN = (200, 200, 404, 404, 403, 403, 403)
FILED = (200, 200, 404, 404, 200, 200, 200)
HOSTILE = "<script>alert(1)</script>\"'&"
FIRST, SECOND = text_of(MES_URB_03="state: conforms"), text_of(MES_URB_03="state: partly")


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("", OWN, FILED),
        ("/1", OWN, FILED),
        ("/1/file", OWN, FILED),
        ("/1/file?form=csv", OWN, FILED),
        ("/2", OWN, OWN),
        ("/2/file?form=json", OWN, OWN),
        ("/comparison?before=1&after=2", OWN, OWN),
        ("/comparison?before=1&after=1", OWN, FILED),
        ("/declaration", OWN_OR_FORBIDDEN, OWN_OR_FORBIDDEN),
        ("/file", OWN_OR_FORBIDDEN, OWN_OR_FORBIDDEN),
        ("/3", (404,) * 7, (404,) * 7),
        ("/comparison", (404,) * 7, (404,) * 7),
        ("?target=nothing", (404,) * 7, (404,) * 7),
    ],
)
def test_everybody_is_answered_as_the_table_says(
    entered: Callable[[str], FlaskClient], people: People, path: str, before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    clients = [entered(who) for who in WHO]
    save(people, FIRST)
    save_first = [one.get(f"/apps/{people.app.id}/convergence{path}").status_code for one in clients]
    if "2" not in path:
        assert tuple(save_first) == before
    file_newest(people)
    save(people, SECOND)
    assert tuple(one.get(f"/apps/{people.app.id}/convergence{path}").status_code for one in clients) == after


def test_the_office_is_shown_what_was_filed_and_not_what_came_after(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    save(people, FIRST)
    file_newest(people)
    save(people, text_of(MES_URB_03="state: partly, reason: not for the office"))
    page = entered("reviewer").get(f"/apps/{people.app.id}/convergence").get_data(as_text=True)
    assert "not for the office" not in page
    assert "Version 1" in page
    assert "Version 2" not in page
    assert "/convergence/declaration" not in page
    assert "not for the office" in entered("mate").get(f"/apps/{people.app.id}/convergence").get_data(as_text=True)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", ["declaration?theme=urbanisation", "file"])
def test_only_its_publisher_changes_anything(
    entered: Callable[[str], FlaskClient], people: People, who: str, path: str
) -> None:
    client = entered(who)
    data = {"form_token": form_token(client, "/account"), "after": "0", "state.MES-URB-03": "conforms"}
    answer = client.post(f"/apps/{people.app.id}/convergence/{path}", data=data | {"text": FIRST, "keep": "1"})
    expected = {"owner": 303, "mate": 303, "stranger": 404, "newcomer": 404}.get(who, 403)
    assert answer.status_code == expected
    assert len(kept(people)) == (1 if expected == 303 else 0)


@pytest.mark.parametrize("path", ["declaration", "file"])
def test_a_form_of_another_site_changes_nothing(
    entered: Callable[[str], FlaskClient], people: People, path: str
) -> None:
    client, url = entered("owner"), f"/apps/{people.app.id}/convergence/{path}"
    data = {"after": "0", "state.MES-URB-03": "conforms", "text": FIRST, "keep": "1"}
    assert client.post(url, data=data).status_code == 403
    forged = data | {"form_token": form_token(client, "/account")}
    assert client.post(url, data=forged, headers={"Origin": "https://evil.example"}).status_code == 403
    assert kept(people) == []


def test_a_version_and_a_run_of_another_app_are_not_found(
    entered: Callable[[str], FlaskClient], people: People
) -> None:
    save(people, FIRST)
    here = people.context
    with here.database.writing() as session:
        other = apps.register_app(session, people.owner, name="Autre", kind="web", clock=here.clock)
        run = runs.request_check(session, people.owner, people.release.id, clock=here.clock, settings=here.settings)
    client = entered("owner")
    assert client.get(f"/apps/{other.id}/convergence/1").status_code == 404
    assert client.get(f"/apps/{other.id}/convergence?run={run.id}").status_code == 404
    assert client.get(f"/apps/{people.app.id}/convergence?run={run.id}").status_code == 200
    assert client.get(f"/apps/{people.app.id}/convergence?run=run_nothing").status_code == 404


def test_nothing_that_is_typed_becomes_part_of_a_page(entered: Callable[[str], FlaskClient], people: People) -> None:
    client = entered("owner")
    url = f"/apps/{people.app.id}/convergence"
    row = {f"{part}.MES-URB-03": HOSTILE for part in ("reason", "plan", "evidence")}
    data = {"form_token": form_token(client, "/account"), "after": "0", "state.MES-URB-03": "partly"} | row
    refused = client.post(f"{url}/declaration?theme=urbanisation", data=data | {"due.MES-URB-03": HOSTILE})
    assert client.post(f"{url}/declaration?theme=urbanisation", data=data).status_code == 303
    text = kept(people)[0]
    save(people, FIRST)
    bad = client.post(f"{url}/file", data=data | {"text": HOSTILE + ": 1"})
    shown = [client.get(url + more) for more in ("/1", "/declaration", "/comparison?before=1&after=2")]
    dry = client.post(f"{url}/file", data=data | {"text": text, "check": "1"})
    assert (refused.status_code, bad.status_code, dry.status_code) == (422, 422, 200)
    for answer in (refused, bad, dry, *shown):
        assert "<script>alert" not in answer.get_data(as_text=True)
    for answer in (refused, dry, shown[0], shown[2]):
        assert "&lt;script&gt;alert" in answer.get_data(as_text=True)
