"""The search of API Mesures 1.5.2 (2.3.1): two modes, "all" over a period and "last", and what refuses a request."""

import difflib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from sandbox.fhir.date_time import instants_of
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.profiles import CODES, SYSTEMS
from sandbox.fhir.resources.observation import OBSERVATION
from sandbox.fhir.search.query import (
    DEFAULT_COUNT,
    MAXIMUM_COUNT,
    Criterion,
    DateValue,
    PatientCriterion,
    Query,
    TokenValue,
)
from sandbox.whole_number import whole_number

LAST_SORT: Final = "-date"
INCLUDES: Final = (
    "Observation:device",
    "Observation.device",
)  # the second is how the specification's examples write it
LOWER, UPPER = ("ge", "gt"), ("le", "lt")
_BOUNDS: Final = 2
SINGLE: Final = ("code", "subject.identifier", "_sort", "_count", "_offset")
KNOWN: Final = (*SINGLE, "date", "_include", "_format", "_pretty")
_MOST_DIGITS: Final = 9


class InvalidSearchError(Exception):
    """The search is refused with status 400; `issue` says why."""

    def __init__(self, diagnostics: str) -> None:
        super().__init__(diagnostics)
        self.issue: Issue = error("invalid", diagnostics)


@dataclass(frozen=True)
class Search:
    """A search that the API accepts; `period` is empty in mode "last", `system` None when only the idPe was given."""

    code: str
    system: str | None
    idpe: str
    period: tuple[DateValue, ...]
    count: int
    page: int
    include_device: bool

    @property
    def last(self) -> bool:
        """Tell whether only the latest measure is wanted."""
        return not self.period

    @property
    def query(self) -> Query:
        """The same search as the store reads it."""
        dates = tuple(Criterion("date", "date", (bound,)) for bound in self.period)
        return Query(
            OBSERVATION,
            (Criterion("code", "token", (TokenValue(None, self.code),)), *dates),
            (PatientCriterion(self.system, self.idpe),),
            count=self.count,
            page=self.page,
            includes=(("Observation", "device"),) if self.include_device else (),
        )


def read_search(parameters: MultiDict[str, str]) -> Search:
    """Read a search.

    Raises:
        InvalidSearchError: a rule of the specification refuses it.
    """
    for name in parameters:
        if name not in KNOWN:
            close = difflib.get_close_matches(name, KNOWN, n=1)
            raise InvalidSearchError(
                f"Unknown parameter {name[:80]!r}" + (f"; did you mean {close[0]}?" if close else "")
            )
    for name in SINGLE:
        if len(parameters.getlist(name)) > 1:
            raise InvalidSearchError(f"Parameter {name} is given more than once")
    for wanted in parameters.getlist("_include"):
        if wanted not in INCLUDES:
            raise InvalidSearchError(f"Parameter _include is {INCLUDES[0]}, not {wanted[:60]!r}")
    count, page = _count(parameters), _number(parameters, "_offset", 0)
    period = _period(parameters, count, page)
    system, idpe = _subject(parameters)
    return Search(
        code=_code(parameters),
        system=system,
        idpe=idpe,
        period=period,
        count=count,
        page=page,
        include_device="_include" in parameters,
    )


def page_links(base: str, parameters: MultiDict[str, str], search: Search, total: int) -> list[tuple[str, str]]:
    """Return the relations and URLs of the pages around this one; mode "last" has only itself."""
    pages = {"self": search.page}
    if not search.last:
        if search.page > 0:
            pages = {"previous": search.page - 1, **pages}
        if (search.page + 1) * search.count < total:
            pages["next"] = search.page + 1
    kept = [(name, value) for name, value in parameters.items(multi=True) if name != "_offset"]
    sizes = [] if search.last or "_count" in parameters else [("_count", str(search.count))]
    asked = f"{base}?{urlencode([*kept, *sizes])}"
    return [(relation, asked if search.last else f"{asked}&_offset={page}") for relation, page in pages.items()]


def _count(parameters: MultiDict[str, str]) -> int:
    count = _number(parameters, "_count", DEFAULT_COUNT)
    if count > MAXIMUM_COUNT:
        raise InvalidSearchError(f"Maximum page size allowed is {MAXIMUM_COUNT}. Actual : {count}")
    if count == 0:
        raise InvalidSearchError("Parameter _count must be a number from 1")
    return count


def _number(parameters: MultiDict[str, str], name: str, default: int) -> int:
    written = parameters.get(name)
    if written is None:
        return default
    number = whole_number(written, _MOST_DIGITS)
    if number is None:
        raise InvalidSearchError(f"Parameter {name} must be a number")
    return number


def _period(parameters: MultiDict[str, str], count: int, page: int) -> tuple[DateValue, ...]:
    dates, sort = parameters.getlist("date"), parameters.get("_sort")
    if sort is None and not dates:
        raise InvalidSearchError("No search mode detected")
    if sort is not None and (dates or page):
        raise InvalidSearchError("Paged search and search last cannot be requested concurrently")
    if sort is not None:
        if (sort, count, "_count" in parameters) != (LAST_SORT, 1, True):
            raise InvalidSearchError(
                "Sort parameter must be equals to -date (date DESC) with _count equals to 1"
                " to retrieve last observation"
            )
        return ()
    bounds = tuple(_bound(written) for written in dates)
    sides = sorted(bound.prefix in UPPER for bound in bounds)
    if len(bounds) != _BOUNDS or sides != [False, True]:
        raise InvalidSearchError(
            "Parameter date must be given twice: a lower bound (ge, gt) and an upper bound (le, lt)"
        )
    return bounds


def _bound(written: str) -> DateValue:
    prefix, date = written[:2], written[2:]
    span = instants_of(date.replace(" ", "+"))  # the plus sign of a zone, not percent-encoded
    if prefix not in (*LOWER, *UPPER) or span is None:
        raise InvalidSearchError("Parameter date must be ge, gt, le or lt, then a date or a dateTime with its zone")
    return DateValue(prefix, span.start.timestamp(), span.end.timestamp())


def _code(parameters: MultiDict[str, str]) -> str:
    written = parameters.get("code", "")
    system, bar, code = written.rpartition("|")
    if code not in CODES or (bar and system not in SYSTEMS):
        raise InvalidSearchError(f"Parameter code is mandatory: the code of one measure, of {', '.join(CODES)}")
    return code


def _subject(parameters: MultiDict[str, str]) -> tuple[str | None, str]:
    system, bar, idpe = parameters.get("subject.identifier", "").rpartition("|")
    if not idpe:
        raise InvalidSearchError("Parameter subject.identifier is mandatory: AssignAuth|idPe")
    return (system if bar else None), idpe
