"""Where people are born: three origins, told apart by the code alone, which the INS of a resident relies on."""

from random import Random
from typing import Final

from sandbox.people.communes import COMMUNE_OF, DEPARTMENT_OF, communes_of

CAPITAL, DEPARTMENT, ELSEWHERE = range(3)
_CAPITALS: Final = {"44": ("44109", "44143"), "31": ("31555", "31557"), "80": ("80021", "80620")}
_CORSICA_FROM: Final = 1976  # until then births were numbered 20
_ABROAD_FROM: Final = 1964  # until then births in today's independent countries of Africa had other codes
_OTHER_TOWNS: Final = (
    "33063", "59350", "35238", "49007", "37261", "72181", "56260", "85191", "49099", "82121", "81004", "32013", "65440",
    "11069", "62041", "60057", "02691", "76540", "51454", "34172", "67482", "06088", "38185", "63113", "87085", "54395",
    *(f"751{district:02d}" for district in range(1, 21)), "69383", "69388", "13205", "13208",
)  # fmt: skip
_CORSICA: Final = ("2A004", "2A247", "2B033", "2B050", "2B096")
_OVERSEAS: Final = ("97101", "97120", "97209", "97302", "97411", "97415", "97416", "97422")
_EUROPE: Final = ("99139", "99127", "99134", "99131", "99109", "99132", "99122")
_WORLD: Final = (
    *_EUROPE,
    "99352",
    "99352",
    "99350",
    "99350",
    "99351",
    "99341",
    "99326",
    "99322",
    "99208",
    "99243",
    "99114",
)


def draw(origin: int, department: str, year: int, *, young: bool, chance: Random) -> str:
    """Draw a birthplace of an origin for somebody of a department."""
    if origin == CAPITAL:
        return _CAPITALS[department][0]
    if origin == DEPARTMENT:
        towns = [one for one in communes_of(department) if one.code not in _CAPITALS[department]]
        return chance.choices(towns, [one.hundreds for one in towns])[0].code
    abroad = _WORLD if year >= _ABROAD_FROM else _EUROPE
    corsica = _CORSICA if year >= _CORSICA_FROM else _OTHER_TOWNS
    places = (_OTHER_TOWNS, corsica, _OVERSEAS, abroad)
    return chance.choice(chance.choices(places, (88, 2, 3, 7) if young else (61, 3, 6, 30))[0])


def substitute(origin: int, department: str) -> str:
    """Return a birthplace of the same origin that nobody given out to a run has."""
    return _CAPITALS[department][1] if origin == CAPITAL else _towns(department)[-1]


def origin_of(birthplace: str) -> int:
    """Tell the origin of a birthplace."""
    if any(birthplace in capitals for capitals in _CAPITALS.values()):
        return CAPITAL
    return DEPARTMENT if birthplace[:2] in DEPARTMENT_OF and birthplace in COMMUNE_OF else ELSEWHERE


def _towns(department: str) -> list[str]:
    return [one.code for one in communes_of(department) if one.code not in _CAPITALS[department]]
