"""Whether a condition can hold for any app at all. Pure: the few facts that it uses are tried in every combination."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from doctrine.conditions import KINDS, Exchange, Facts, Feature, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from doctrine.conditions import Condition

WAYS = ("read", "write")
MOST = 12  # facts tried together: 4,096 combinations for each kind of app


def facts_used(condition: Condition) -> tuple[frozenset[str], frozenset[str]]:
    """The exchanges and the features that can change whether a condition holds."""
    exchanges, features = set[str](), set[str]()
    for leaf in leaves(condition):
        match leaf:
            case Feature(name):
                features.add(name)
            case Exchange("any"):
                exchanges.add("measures.read")
            case Exchange(pattern):
                family, _, way = pattern.partition(".")
                exchanges |= {f"{family}.{one}" for one in {*WAYS, *([way] if way else [])}}
    return frozenset(exchanges), frozenset(features)


def can_hold(condition: Condition) -> bool:
    """Whether some app can meet the condition. One that uses too many facts to try is believed."""
    exchanges, features = facts_used(condition)
    if len(exchanges) + len(features) > MOST:
        return True
    return any(
        condition.holds(Facts(kind, frozenset(), frozenset(declared), frozenset(shown)))
        for kind in KINDS
        for declared in _subsets(exchanges)
        for shown in _subsets(features)
    )


def _subsets(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    ordered = sorted(words)
    return itertools.chain.from_iterable(itertools.combinations(ordered, size) for size in range(len(ordered) + 1))
