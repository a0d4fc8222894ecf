"""Whatever people choose in whatever order: what was issued and is over stays over; nobody acts without a mandate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.families import Family, family
from builders.spaces import Bench
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.desk import SpaceDesk
from sandbox.inferred import inferred
from sandbox.oidc.authorizations import Authorization, Authorizations
from sandbox.oidc.pairings import Pairings
from sandbox.oidc.standing import standing
from sandbox.people.accounts import Accounts
from sandbox.people.mandates import Mandates
from sandbox.people.people import People

if TYPE_CHECKING:
    from sandbox.people.persona import Persona
    from sandbox.spaces import Space

ACTS = (
    *("announce_space", "open_space", "refuse_space", "close_account", "suspend_account", "reactivate_account"),
    *("name_delegate", "revoke_delegate", "unpair", "withdraw_consent", "restore_consent", "come_of_age", "pass_weeks"),
)
steps = st.one_of(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 2)),
    st.tuples(st.just("pair"), st.integers(0, 1), st.integers(0, 2)),
)


@pytest.fixture(scope="module")
def kin() -> Family:
    bench = Bench()
    bench.space.part(People).settle(60)
    return family(bench)


def pair(space: Space, actor: Persona, holder: Persona) -> Authorization | None:
    """Pair as the consent page does, if that page would be shown."""
    mandate = next((one for one in space.part(Mandates).pairable(actor.id) if one.holder_id == holder.id), None)
    if mandate is None:
        return None
    space.part(Pairings).pair(holder.id, "app", inferred().data_scopes, (mandate,))
    authorization = Authorization("app", holder.id, ("openid",), 0, None, None, mandate=mandate)
    space.part(Authorizations).issue_code(authorization, "https://app.example", None, value="c")
    space.part(Authorizations).issue_access_token(authorization, ("openid",), value="a")
    return authorization


@settings(max_examples=20)
@given(st.lists(steps, max_size=14))
def test_over_is_for_ever_and_standing_needs_a_space_and_a_mandate(
    kin: Family, plays: list[tuple[str, int, int]]
) -> None:
    space = Bench().space
    space.part(People).settle(60)
    holders = (kin.stranger, kin.child)
    issued: list[Authorization] = []
    over: set[int] = set()
    for name, place, other in plays:
        holder, actor = holders[place], (kin.stranger, kin.mother, kin.father)[other]
        if name == "pair":
            made = pair(space, actor, holder)
            issued += [made] if made else []
        elif name == "pass_weeks":
            SpaceDesk().advance_clock(space, 21 * 86_400)
        else:
            parameters = {"persona": holder.id}
            parameters |= {"delegate": actor.id} if name.endswith("_delegate") else {}
            SpaceDesk().act(space, None, name, parameters)
        for number, one in enumerate(issued):
            stands = standing(space, one)
            assert stands == "over" or number not in over
            over |= {number} if stands == "over" else set()
            if stands != "over":
                assert one.mandate is not None
                assert space.part(Mandates).holds(one.mandate)
                assert space.part(Accounts).status(one.persona_id) == {"stands": "active"}.get(stands, stands)
