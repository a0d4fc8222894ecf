"""Status and attributes of an identity (référentiel INS; EXI ID 24, 26 and 29)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.identities import ANYTHING, INS, QUALIFIED, TRAITS
from hypothesis import given
from hypothesis import strategies as st

from sandbox.ins.identity import Attribute, Identity, IdentityRuleError, Status, identity_of
from sandbox.people.ins import Ins

if TYPE_CHECKING:
    from builders.spaces import Bench

    from sandbox.ins.traits import Traits

SPOILING = {Attribute.DOUBTFUL, Attribute.FICTITIOUS}


def holds(identity: Identity) -> None:
    """Assert every rule, in words of its own."""
    attributes = set(identity.attributes)
    assert len(attributes) < 2 or attributes == {Attribute.DOUBTFUL, Attribute.HOMONYM}
    if attributes & SPOILING:
        assert identity.status == "provisional"
        assert identity.ins is None
        assert not identity.may_ask_insi
    assert (identity.ins is None) == (identity.status in {"provisional", "validated"})
    if identity.status == "qualified":
        assert identity.outgoing_ins.oid
    else:
        with pytest.raises(IdentityRuleError, match="EXI ID 29"):
            _ = identity.outgoing_ins


@given(ANYTHING)
def test_an_identity_that_can_be_made_obeys_every_rule(parts: dict[str, Any]) -> None:
    try:
        identity = Identity(**parts)
    except IdentityRuleError:
        return
    holds(identity)


@given(
    TRAITS,
    st.lists(
        st.one_of(
            st.tuples(st.just("retrieved"), INS, TRAITS),
            st.tuples(st.just("validated")),
            st.tuples(st.just("marked"), st.sampled_from(list(Attribute))),
            st.tuples(st.just("unmarked"), st.sampled_from(list(Attribute))),
        ),
        max_size=12,
    ),
)
def test_no_history_leads_to_an_identity_that_breaks_a_rule(traits: Traits, history: list[tuple[Any, ...]]) -> None:
    identity = Identity(traits)
    for name, *arguments in history:
        try:
            identity = getattr(identity, name)(*arguments)
        except IdentityRuleError:
            continue
        holds(identity)


@given(TRAITS, TRAITS, INS)
def test_insi_and_a_document_together_qualify_in_either_order(typed: Traits, told: Traits, ins: Ins) -> None:
    by_insi_first = Identity(typed).retrieved(ins, told)
    assert by_insi_first.status is Status.RETRIEVED
    by_document_first = Identity(typed).validated()
    assert by_document_first.status is Status.VALIDATED

    both = by_insi_first.validated()
    assert both == by_document_first.retrieved(ins, told)
    assert both.status is Status.QUALIFIED
    assert both.traits == told
    assert both.outgoing_ins == ins
    assert both.validated() == both.retrieved(ins, told) == both


@pytest.mark.parametrize("attribute", sorted(SPOILING))
@given(identity=QUALIFIED)
def test_doubt_takes_the_ins_away_for_good(attribute: Attribute, identity: Identity) -> None:
    doubtful = identity.marked(attribute)

    assert (doubtful.status, doubtful.ins) == (Status.PROVISIONAL, None)
    for ask in (lambda: doubtful.retrieved(identity.outgoing_ins, identity.traits), doubtful.validated):
        with pytest.raises(IdentityRuleError, match="EXI ID 24"):
            ask()
    assert doubtful.unmarked(attribute).ins is None
    assert doubtful.unmarked(attribute).may_ask_insi


@given(QUALIFIED)
def test_a_homonym_stays_qualified_and_may_become_doubtful(identity: Identity) -> None:
    homonym = identity.marked(Attribute.HOMONYM)

    assert homonym.outgoing_ins == identity.ins
    assert homonym.marked(Attribute.DOUBTFUL).attributes == {Attribute.HOMONYM, Attribute.DOUBTFUL}
    with pytest.raises(IdentityRuleError, match="only attributes"):
        homonym.marked(Attribute.FICTITIOUS)


@given(QUALIFIED)
def test_a_matricule_needs_its_key(identity: Identity) -> None:
    ins = identity.outgoing_ins
    wrong = f"{(int(ins.matricule[13:]) + 1) % 100:02d}"
    with pytest.raises(IdentityRuleError, match="key"):
        replace(identity, ins=Ins(ins.matricule[:13] + wrong, ins.oid))


def test_a_record_belongs_to_a_qualified_identity(bench: Bench) -> None:
    persona = bench.persona()

    identity = identity_of(persona)

    assert identity.status is Status.QUALIFIED
    assert identity.outgoing_ins == persona.ins
