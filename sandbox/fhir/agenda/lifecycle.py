"""Which status of an appointment may follow which (FHIR R4, 12.26.6.2), and who may say so.

A citizen's app books, moves and cancels in the diaries of the space. What was made in other software is only told here:
its own software says what became of it.
"""

from typing import Final

HOLDING: Final = frozenset({"pending", "booked"})  # these take the slots they name
_CAME_ABOUT: Final = frozenset({"arrived", "checked-in", "fulfilled", "noshow"})
_TOLD: Final = HOLDING | _CAME_ABOUT | {"cancelled"}

# from (None: a new one) to; what is not here is final
IN_OUR_DIARIES: Final[dict[str | None, frozenset[str]]] = {
    None: HOLDING,
    "proposed": HOLDING | {"cancelled"},
    "pending": HOLDING | {"cancelled"},
    "booked": frozenset({"booked", "cancelled"}),
}
MADE_ELSEWHERE: Final[dict[str | None, frozenset[str]]] = {
    None: _TOLD,
    "pending": _TOLD | {"entered-in-error"},
    "booked": _TOLD - {"pending"} | {"entered-in-error"},
    "arrived": frozenset({"arrived", "checked-in", "fulfilled", "cancelled", "entered-in-error"}),
    "checked-in": frozenset({"checked-in", "fulfilled", "cancelled", "entered-in-error"}),
    "fulfilled": frozenset({"entered-in-error"}),
    "noshow": frozenset({"entered-in-error"}),
    "cancelled": frozenset({"entered-in-error"}),
}
