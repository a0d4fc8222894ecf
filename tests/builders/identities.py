"""Identities as hypothesis draws them: traits in INSi's alphabet, INS with their key, qualified or anything."""

from __future__ import annotations

from hypothesis import strategies as st

from sandbox.ins.identity import Attribute, Identity, Status
from sandbox.ins.traits import Traits
from sandbox.people.ins import TEST_OIDS, Ins, with_key

BODIES = st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])([0-9]{2}|2A|2B)[0-9]{6}", fullmatch=True)
NAMES = st.from_regex(r"[A-Z'][A-Z' -]{0,98}[A-Z]", fullmatch=True)
BIRTHPLACES = st.from_regex(r"([0-9]{2}|2A|2B)[0-9]{3}", fullmatch=True)
INS = st.builds(Ins, BODIES.map(with_key), st.sampled_from(sorted(TEST_OIDS)))
TRAITS = st.builds(
    Traits, NAMES, NAMES, st.sampled_from(["female", "male"]), st.dates().map(lambda day: day.isoformat()), BIRTHPLACES
)
QUALIFIED = st.builds(lambda traits, ins: Identity(traits, Status.QUALIFIED, ins=ins), TRAITS, INS)
ATTRIBUTES = st.frozensets(st.sampled_from(list(Attribute)))
ANYTHING = st.fixed_dictionaries(
    {
        "traits": TRAITS,
        "status": st.sampled_from(list(Status)),
        "attributes": ATTRIBUTES,
        "ins": st.none() | INS,
    }
)
