"""The live view: news as they come, an end, and a bound on how many may be open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.site import client_of
from builders.told_story import finish_started

from catalogue_portal.accounts import service as accounts
from catalogue_portal.errors import TooManyAttempts
from catalogue_portal.publishers.models import Membership
from catalogue_portal.runs import views
from catalogue_portal.runs.watching import Watchers

if TYPE_CHECKING:
    from builders.told_story import Story


def test_stream_tells_the_news_and_ends_with_the_run(own_story: Story) -> None:
    client = client_of(portal_app(own_story.context), own_story, "camille")
    run_id = own_story.ids["live run"]
    with client.get(f"/runs/{run_id}/stream") as answer:
        assert answer.mimetype == "text/event-stream"
        told = (part.decode() if isinstance(part, bytes) else part for part in answer.response)
        assert next(told).startswith("retry")
        first = next(told)
        assert first.startswith("event: progress")
        assert "data-ended" not in first
        finish_started(own_story, run_id, app=("Carnet de tension", "2.5.0"))
        rest = "".join(told)
    assert "data-ended" in rest


@pytest.mark.parametrize("lost", ["membership", "account"])
def test_stream_ends_for_who_may_no_longer_see_the_run(own_story: Story, lost: str) -> None:
    client, here = client_of(portal_app(own_story.context), own_story, "camille"), own_story.context
    with client.get(f"/runs/{own_story.ids['live run']}/stream") as answer:
        told = (part.decode() if isinstance(part, bytes) else part for part in answer.response)
        assert next(told).startswith("retry")
        assert next(told).startswith("event: progress")
        with here.database.writing() as session:
            if lost == "account":
                accounts.disable_account(session, own_story.actors["yann"], own_story.ids["camille"], clock=here.clock)
            else:
                session.delete(session.get_one(Membership, own_story.ids["camille"]))
        assert list(told) == []


def test_place_of_a_watcher_is_free_again_when_the_stream_is_closed(own_story: Story) -> None:
    client = client_of(portal_app(own_story.context), own_story, "camille")
    for _ in range(views.watchers.each + 2):
        with client.get(f"/runs/{own_story.ids['live run']}/stream") as answer:
            assert answer.status_code == 200


def test_nobody_keeps_more_live_views_than_allowed() -> None:
    watchers = Watchers(each=2, all=9)
    places = [watchers.take("somebody"), watchers.take("somebody")]
    with pytest.raises(TooManyAttempts):
        watchers.take("somebody")
    watchers.take("somebody else")
    places[0].leave()
    places[0].leave()
    watchers.take("somebody")
    with pytest.raises(TooManyAttempts):
        watchers.take("somebody")


def test_live_views_never_take_all_threads_of_the_server() -> None:
    watchers = Watchers(each=4, all=3)
    places = [watchers.take(who) for who in ("one", "two", "three")]
    with pytest.raises(TooManyAttempts):
        watchers.take("four")
    places[1].leave()
    watchers.take("four")
