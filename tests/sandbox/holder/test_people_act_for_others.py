"""Guardians and delegates: whose space, by what mandate, and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.spaces import claims_of, parameters_of

from sandbox.desk import SpaceDesk
from sandbox.holder import choices
from sandbox.oidc.pairwise import subject
from sandbox.people.age import birthday
from sandbox.people.delegations import Delegations
from sandbox.people.majority import Majority
from sandbox.people.mandates import Mandates

if TYPE_CHECKING:
    from builders.families import Family
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient
    from sandbox.people.persona import Persona


def pair_for(bench: Bench, actor: Persona, holder: Persona, client: RegisteredClient | None = None) -> Paired:
    """Pair one person's space with an app, somebody else being signed in."""
    from builders.spaces import Paired  # noqa: PLC0415 - only its type is needed elsewhere

    client = client or bench.register()
    browser = bench.browser()
    page = whose_space_page(bench, actor, client, browser)
    page = bench.follow(browser, bench.submit(browser, page, holder=holder.id, decision="choose"))
    assert holder.name in page.text
    given = {"measures.read": "yes", "measures.write": "yes"}
    code = parameters_of(bench.submit(browser, page, decision="allow", **given))["code"]
    return Paired(bench, client, holder, browser, bench.exchange_code(client, code).json)


def whose_space_page(bench: Bench, actor: Persona, client: RegisteredClient, browser: object) -> TestResponse:
    page = bench.follow(browser, bench.authorize(browser, bench.request(client)))
    page = bench.follow(browser, bench.sign_in(browser, page, actor))  # the consent page, which sends on
    return bench.follow(browser, page) if page.status_code == 303 else page


def relations(bench: Bench, actor: Persona) -> dict[str, str]:
    return {one.holder_id: one.relation for one in bench.space.part(Mandates).of(actor.id)}


def test_guardians_act_for_their_minor_who_does_not_act_alone(settled: Bench, kin: Family) -> None:
    assert relations(settled, kin.mother) == {kin.mother.id: "self", kin.child.id: "guardian"}
    assert relations(settled, kin.father) == {kin.father.id: "self", kin.child.id: "guardian"}
    assert relations(settled, kin.child) == {}
    assert relations(settled, kin.stranger) == {kin.stranger.id: "self"}


def test_a_hint_at_a_child_leaves_a_guardian_no_other_space_to_choose(settled: Bench, kin: Family) -> None:
    """OpenID Connect Core 3.1.2.1: the answer is about whom the client means, or none."""
    paired = pair_for(settled, kin.mother, kin.child)
    hinted = settled.request(paired.client, id_token_hint=paired.answer["id_token"], prompt="login")
    browser = settled.browser()
    page = settled.consent_page(browser, kin.father, hinted)

    assert page.status_code == 200  # nobody asks whose space it is about
    assert kin.child.name in page.text
    code = parameters_of(settled.submit(browser, page, decision="allow"))["code"]
    claims = claims_of(settled.exchange_code(paired.client, code).json["id_token"])
    assert claims["sub"] == paired.claims["sub"]
    page = settled.follow(browser, settled.authorize(browser, hinted))
    assert parameters_of(settled.sign_in(browser, page, kin.stranger))["error"] == "login_required"


def test_a_minor_cannot_sign_in_to_pair(settled: Bench, kin: Family) -> None:
    browser = settled.browser()
    page = settled.follow(browser, settled.authorize(browser, settled.request(settled.register())))

    answer = settled.sign_in(browser, page, kin.child)

    assert answer.status_code == 422
    assert "mineure" in answer.text


def test_guardians_are_asked_for_whom(settled: Bench, kin: Family) -> None:
    paired = pair_for(settled, kin.mother, kin.child)

    claims = claims_of(paired.answer["id_token"])
    assert claims["name"] == kin.child.name
    assert claims["sub"] == subject(settled.space, paired.client, kin.child)
    assert claims["act"] == {"sub": subject(settled.space, paired.client, kin.mother), "name": kin.mother.name}
    assert paired.everything().status_code == 200
    assert settled.exchange.facts["persona"] == kin.child.id
    assert settled.exchange.facts["actor"] == kin.mother.id


def test_who_has_one_space_is_asked_nothing_and_tokens_name_no_actor(bench: Bench) -> None:
    assert "act" not in bench.pair().claims


def test_the_page_takes_no_space_that_is_not_offered(settled: Bench, kin: Family) -> None:
    browser, client = settled.browser(), settled.register()
    page = whose_space_page(settled, kin.mother, client, browser)

    answer = settled.submit(browser, page, holder=kin.stranger.id, decision="choose")

    assert answer.status_code == 200
    assert kin.stranger.name not in answer.text


def test_coming_of_age_ends_what_guardians_paired(settled: Bench, kin: Family) -> None:
    paired = pair_for(settled, kin.mother, kin.child)

    done = SpaceDesk().act(settled.space, None, "come_of_age", {"persona": kin.child.id})

    assert done["changed"] == 1
    assert paired.everything().status_code == 401
    assert paired.refresh().json["error"] == "invalid_grant"
    assert relations(settled, kin.child) == {kin.child.id: "self"}
    assert relations(settled, kin.mother) == {kin.mother.id: "self"}
    own = settled.pair(paired.client, persona=kin.child)
    assert own.everything().status_code == 200
    assert paired.everything().status_code == 401


def test_the_birthday_does_the_same_without_anybody(settled: Bench, kin: Family) -> None:
    settled.open_episode("e-1", access_token=1e9, id_token=1e9)
    paired = pair_for(settled, kin.mother, kin.child)
    eighteenth = birthday(date.fromisoformat(kin.child.birthdate), 18)
    midnight = datetime(eighteenth.year, eighteenth.month, eighteenth.day, tzinfo=UTC)

    settled.clock.advance((midnight - timedelta(seconds=30) - settled.clock.today()).total_seconds())
    assert settled.space.part(Majority).is_minor(kin.child)
    assert paired.everything().status_code == 200
    settled.clock.advance(30)

    assert not settled.space.part(Majority).is_minor(kin.child)
    assert paired.everything().status_code == 401


def delegate(bench: Bench, holder: Persona, relative: Persona, scope: str = "act") -> object:
    parameters = {"persona": holder.id, "delegate": relative.id, "scope": scope}
    return SpaceDesk().act(bench.space, None, "name_delegate", parameters)["changed"]


def test_a_delegate_acts_until_revoked_and_old_tokens_never_come_back(settled: Bench, kin: Family) -> None:
    assert delegate(settled, kin.stranger, kin.father) == 1
    paired = pair_for(settled, kin.father, kin.stranger)
    assert paired.everything().status_code == 200

    SpaceDesk().act(settled.space, None, "revoke_delegate", {"persona": kin.stranger.id, "delegate": kin.father.id})
    assert paired.everything().status_code == 401
    assert delegate(settled, kin.stranger, kin.father) == 1

    assert paired.everything().status_code == 401
    assert paired.refresh().json["error"] == "invalid_grant"
    assert pair_for(settled, kin.father, kin.stranger, paired.client).everything().status_code == 200


def test_who_may_only_see_pairs_nothing(settled: Bench, kin: Family) -> None:
    assert delegate(settled, kin.stranger, kin.father, "see") == 1

    offered = settled.space.part(Mandates).pairable(kin.father.id)

    assert kin.stranger.id not in {one.holder_id for one in offered}


def test_what_holders_paired_themselves_outlives_their_delegate(settled: Bench, kin: Family) -> None:
    own = settled.pair(persona=kin.stranger)
    delegate(settled, kin.stranger, kin.father)
    theirs = pair_for(settled, kin.father, kin.stranger, own.client)

    SpaceDesk().act(settled.space, None, "revoke_delegate", {"persona": kin.stranger.id})

    assert own.everything().status_code == 200
    assert theirs.everything().status_code == 401


def test_an_invitation_is_for_one_address_and_answered_once(settled: Bench, kin: Family) -> None:
    delegations = settled.space.part(Delegations)
    invited = choices.delegate(settled.space, kin.stranger, kin.father.email.upper(), "act")
    assert invited is not None
    assert delegations.waiting_for(kin.father.email) == (invited,)

    assert choices.accept(settled.space, invited, kin.mother) == 0
    assert choices.accept(settled.space, invited, kin.father) == 1
    assert choices.accept(settled.space, invited, kin.father) == 0


def test_a_new_invitation_replaces_what_the_address_had(settled: Bench, kin: Family) -> None:
    delegate(settled, kin.stranger, kin.father)
    paired = pair_for(settled, kin.father, kin.stranger)

    delegate(settled, kin.stranger, kin.father, "see")

    assert len(settled.space.part(Delegations).of_holder(kin.stranger.id)) == 1
    assert paired.everything().status_code == 401


def test_minors_do_not_delegate_and_nobody_to_themself(settled: Bench, kin: Family) -> None:
    assert choices.delegate(settled.space, kin.child, kin.stranger.email, "act") is None
    assert choices.delegate(settled.space, kin.mother, kin.mother.email.upper(), "act") is None


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("name_delegate", {"delegate": "nobody"}),
        ("name_delegate", {"delegate": "r-000001", "scope": "everything"}),
        ("block_professional", {"professional": "pro-0"}),
        ("open_in_emergency", {"professional": "pro-44-nurse-0000"}),
    ],
)
def test_a_wrong_act_is_told(settled: Bench, kin: Family, name: str, parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        SpaceDesk().act(settled.space, None, name, {"persona": kin.stranger.id, **parameters})


def test_silent_requests_ask_which_space_when_several_are_paired(settled: Bench, kin: Family) -> None:
    paired = pair_for(settled, kin.mother, kin.child)
    scope = "openid measures.read"

    silent = settled.authorize(paired.browser, settled.request(paired.client, prompt="none", scope=scope))
    assert "code" in parameters_of(silent)  # of her two spaces only the child's is paired
    settled.pair(paired.client, persona=kin.stranger)
    pair_for(settled, kin.mother, kin.mother, paired.client)
    silent = settled.authorize(paired.browser, settled.request(paired.client, prompt="none", scope=scope))

    assert parameters_of(silent)["error"] == "account_selection_required"
    hint = paired.answer["id_token"]  # which names the child
    request = settled.request(paired.client, prompt="none", scope=scope, id_token_hint=hint)
    assert "code" in parameters_of(settled.authorize(paired.browser, request))


def test_an_app_paired_by_two_helpers_goes_on_for_the_one_who_stays(settled: Bench, kin: Family) -> None:
    delegate(settled, kin.stranger, kin.father)
    delegate(settled, kin.stranger, kin.mother)
    first = pair_for(settled, kin.father, kin.stranger)
    second = pair_for(settled, kin.mother, kin.stranger, first.client)

    SpaceDesk().act(settled.space, None, "revoke_delegate", {"persona": kin.stranger.id, "delegate": kin.mother.id})

    assert first.everything().status_code == 200
    assert second.everything().status_code == 401
