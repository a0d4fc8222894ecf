"""Reading a search (FHIR R4, 3.1.1): criteria, page, order, and what is to come along; what is not known is refused."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from werkzeug.datastructures import MultiDict

from sandbox.fhir.date_time import instants_of
from sandbox.fhir.issue import Issue, error, warning
from sandbox.fhir.kind_declaration import ApiDeclaration, KindDeclaration
from sandbox.fhir.search.indexing import BY_IDENTIFIER, fold
from sandbox.fhir.search.parameter import ParameterType, SearchParameter
from sandbox.whole_number import whole_number

Summary = Literal["true", "text", "data", "count", "false"]
Total = Literal["none", "estimate", "accurate"]

DEFAULT_COUNT: Final = 50
MAXIMUM_COUNT: Final = 100
_ELSEWHERE: Final = "://"
_MOST_ALTERNATIVES: Final = 100
_MOST_CRITERIA: Final = 20
_MOST_DIGITS: Final = 7
PREFIXES: Final = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_MODIFIERS: Final[dict[ParameterType, tuple[str, ...]]] = {
    "token": ("not",),
    "date": (),
    "string": ("exact", "contains"),
    "reference": ("identifier",),
    "uri": (),
}
_ESCAPED: Final = re.compile(r"\\(.)")
_NAME: Final = re.compile("[:.]")  # what ends the name of a parameter: a modifier or a chain
# Parameters of every resource (FHIR R4, 3.1.1.1).
EVERYWHERE: Final = (
    SearchParameter("_id", "token", "id", says="Logical id"),
    SearchParameter("_lastUpdated", "date", "meta.lastUpdated", says="When it was last written"),
    SearchParameter("_profile", "uri", "meta.profile", says="Profile that it claims"),
    SearchParameter("_tag", "token", "meta.tag", says="Tag"),
)
# Parameters that shape the answer (FHIR R4, 3.1.1.1); `_format` and `_pretty` are read by content negotiation.
SHAPES: Final = (
    "_count", "_offset", "_sort", "_include", "_revinclude", "_summary", "_elements", "_total", "_format", "_pretty",
)  # fmt: skip


class InvalidQueryError(Exception):
    """The search is refused with status 400; `issues` say why."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__(issues[0].diagnostics)
        self.issues = issues


@dataclass(frozen=True)
class TokenValue:
    """One alternative of a token, reference or uri: no system means any, "" means none."""

    system: str | None
    code: str


@dataclass(frozen=True)
class DateValue:
    """A prefix and a span, in seconds since 1970."""

    prefix: str
    start: float
    end: float


@dataclass(frozen=True)
class WordValue:
    """A text and how it is compared: folded for start and contains, as written for exact."""

    text: str
    match: str


Value = TokenValue | DateValue | WordValue


@dataclass(frozen=True)
class Criterion:
    """Alternatives, one of which must hold; `missing` instead asks whether there is any value at all.

    With `target`, the alternatives are about what the reference `name` leads to, and `chained` is the criterion there.
    """

    name: str
    type: ParameterType
    values: tuple[Value, ...] = ()
    negated: bool = False
    missing: bool | None = None
    target: KindDeclaration | None = None
    chained: "Criterion | None" = None


@dataclass(frozen=True)
class PatientCriterion:
    """What the search says of the patient: `system` is None when it names none."""

    system: str | None
    value: str


@dataclass(frozen=True)
class Query:
    """A search that an API accepts."""

    kind: KindDeclaration
    criteria: tuple[Criterion, ...] = ()
    patients: tuple[PatientCriterion, ...] = ()
    count: int = DEFAULT_COUNT
    page: int = 0
    sort: tuple[tuple[str, bool], ...] = ()  # name of a parameter, and whether descending
    includes: tuple[tuple[str, str], ...] = ()  # type, parameter
    reverse_includes: tuple[tuple[str, str], ...] = ()
    summary: Summary = "false"
    elements: tuple[str, ...] = ()
    total: Total = "accurate"
    warnings: tuple[Issue, ...] = field(default=())
    ignored: frozenset[str] = frozenset()  # names of parameters that were left aside


def parameters_of(kind: KindDeclaration) -> tuple[SearchParameter, ...]:
    """Return all parameters that searches of a kind know."""
    return (*EVERYWHERE, *kind.parameters)


def patient_parameters(kind: KindDeclaration) -> tuple[str, ...]:
    """Return the names under which a search may name the patient, for a kind that belongs to one."""
    if kind.type == "Patient":
        return ("identifier", "_id")
    if not kind.patient:
        return ()
    elements = dict.fromkeys(path for path in kind.patient if "." not in path)
    names = [f"{name}{chain}" for name in (*elements, "patient") for chain in ("", ".identifier", ":identifier")]
    return (*names, "patient:Patient.identifier")


def read_query(
    api: ApiDeclaration,
    kind: KindDeclaration,
    parameters: MultiDict[str, str],
    *,
    lenient: bool = False,
    root: str = "",
) -> Query:
    """Read a search.

    Args:
        api: the API that is searched.
        kind: what is searched.
        parameters: of the query, in order.
        lenient: whether unknown parameters are left aside with a warning (Prefer: handling=lenient).
        root: the base URL of the API: references below it are the space's own, other URLs lead elsewhere.

    Raises:
        InvalidQueryError: a parameter or a value is not known.
    """
    if root:
        parameters = MultiDict([(name, value.replace(f"{root}/", "")) for name, value in parameters.items(multi=True)])
    return _Reader(api, kind, parameters, lenient=lenient).query()


class _Reader:
    def __init__(
        self, api: ApiDeclaration, kind: KindDeclaration, parameters: MultiDict[str, str], *, lenient: bool
    ) -> None:
        self.api, self.kind, self.parameters, self.lenient = api, kind, parameters, lenient
        self.warnings: list[Issue] = []
        self.ignored: list[str] = []

    def query(self) -> Query:
        criteria: list[Criterion] = []
        patients: list[PatientCriterion] = []
        for name, written in self.parameters.items(multi=True):
            if name in SHAPES:
                continue
            if name in patient_parameters(self.kind):
                patients.append(_patient(name, written))
                continue
            criterion = self._criterion(self.kind, name, written)
            if criterion is None:
                self.ignored.append(name)
            else:
                criteria.append(criterion)
        if len(criteria) > _MOST_CRITERIA:
            raise InvalidQueryError(error("too-costly", f"A search may have {_MOST_CRITERIA} criteria at most"))
        self._require_the_required()
        return Query(
            self.kind,
            tuple(criteria),
            tuple(patients),
            count=self._count(),
            page=self._number("_offset", 0),
            sort=tuple(self._sort()),
            includes=self._inclusions("_include", (*self.kind.includes,)),
            reverse_includes=self._inclusions("_revinclude", self.kind.reverse_includes),
            summary=self._one_of("_summary", get_args(Summary), "false"),  # type: ignore[arg-type]
            elements=tuple(name for name in self.parameters.get("_elements", "").split(",") if name),
            total=self._one_of("_total", get_args(Total), "accurate"),  # type: ignore[arg-type]
            warnings=tuple(self.warnings),
            ignored=frozenset(self.ignored),
        )

    def _criterion(self, kind: KindDeclaration, name: str, written: str) -> Criterion | None:
        first, dot, rest = name.partition(".")
        base, _, modifier = first.partition(":")
        parameter = next((one for one in parameters_of(kind) if one.name == name), None)
        if parameter is None:
            parameter = next((one for one in parameters_of(kind) if one.name == base), None)
        else:
            dot, modifier = "", ""  # a dotted name that is a parameter of its own
        if parameter is None:
            self._unknown(kind, name)
            return None
        if dot:
            return self._chain(parameter, modifier, rest, written)
        if modifier == "missing":
            if written not in {"true", "false"}:
                raise InvalidQueryError(error("value", f"{name} is true or false, not {written[:40]!r}"))
            return Criterion(parameter.name, parameter.type, missing=written == "true")
        if modifier and modifier not in _MODIFIERS[parameter.type] and modifier not in parameter.targets:
            known = ", ".join((*_MODIFIERS[parameter.type], *parameter.targets, "missing"))
            text = f"The parameter {base} has no modifier :{modifier[:40]}. Known: {known}"
            raise InvalidQueryError(error("not-supported", text))
        return _simple(parameter, modifier, written)

    def _chain(self, parameter: SearchParameter, target: str, rest: str, written: str) -> Criterion | None:
        if rest == "identifier" and (not target or (target in parameter.targets and not self.api.kind(target))):
            return _simple(parameter, "identifier", written)
        kinds = [self.api.kind(target or one) for one in (parameter.targets if not target else (target,))]
        reachable = [kind for kind in kinds if kind is not None and kind.type in parameter.targets]
        if len(reachable) != 1:
            types = ", ".join(f"{parameter.name}:{one}" for one in parameter.targets)
            text = f"Say what {parameter.name} leads to, one of {types}"
            if not types:
                text = f"{parameter.name} leads to no other resource: leave .{rest[:40]} out"
            raise InvalidQueryError(error("not-supported", text))
        chained = self._criterion(reachable[0], rest, written)
        return chained and Criterion(parameter.name, "reference", target=reachable[0], chained=chained)

    def _unknown(self, kind: KindDeclaration, name: str) -> None:
        known = [*(one.name for one in parameters_of(kind)), *patient_parameters(kind), *SHAPES]
        if _NAME.split(name)[0].lower() in {_NAME.split(one)[0] for one in patient_parameters(kind)}:
            # Left aside, it would be answered as if it had named the patient of the pairing.
            ways = ", ".join(patient_parameters(kind))
            text = f"{name[:80]!r} is no way to name the patient, so it is not left aside either. Known: {ways}"
            raise InvalidQueryError(error("not-supported", text))
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else f". Known: {', '.join(known)}"
        text = f"Unknown search parameter {name[:80]!r} of {kind.type}{hint}"
        if not self.lenient:
            raise InvalidQueryError(error("not-supported", text))
        self.warnings.append(warning("not-supported", text))

    def _require_the_required(self) -> None:
        given = {name.partition(":")[0] for name in self.parameters} | set(self.parameters)
        missing = [group for group in self.kind.required if given.isdisjoint(group)]
        if missing:
            texts = [f"A search of {self.kind.type} needs {' or '.join(group)}" for group in missing]
            raise InvalidQueryError(*(error("required", text) for text in texts))

    def _count(self) -> int:
        count = self._number("_count", DEFAULT_COUNT)
        if count > MAXIMUM_COUNT:
            raise InvalidQueryError(error("invalid", f"Maximum page size allowed is {MAXIMUM_COUNT}. Actual : {count}"))
        return count

    def _number(self, name: str, default: int) -> int:
        written = self._single(name)
        if written is None:
            return default
        number = whole_number(written, _MOST_DIGITS)
        if number is None:
            raise InvalidQueryError(error("value", f"Parameter {name} must be a number from 0, not {written[:40]!r}"))
        return number

    def _single(self, name: str) -> str | None:
        given = self.parameters.getlist(name)
        if len(given) > 1:
            raise InvalidQueryError(error("invalid", f"Parameter {name} is given more than once: give it once"))
        return given[0] if given else None

    def _one_of(self, name: str, known: Sequence[str], default: str) -> str:
        written = self._single(name) or default
        if written not in known:
            raise InvalidQueryError(
                error("value", f"Parameter {name} is one of {', '.join(known)}, not {written[:40]!r}")
            )
        return written

    def _sort(self) -> Iterator[tuple[str, bool]]:
        for written in (self._single("_sort") or "").split(","):
            name = written.removeprefix("-")
            if not name:
                continue
            if not any(one.name == name for one in parameters_of(self.kind)):
                known = ", ".join(one.name for one in parameters_of(self.kind))
                text = f"{self.kind.type} cannot be sorted by {name[:40]!r} (_sort). Known: {known}"
                raise InvalidQueryError(error("not-supported", text))
            yield name, written.startswith("-")

    def _inclusions(self, name: str, known: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        wanted = self.parameters.getlist(name)
        for one in wanted:
            if ":".join(one.split(":")[:2]) not in known:
                has = ", ".join(known) or "none"
                raise InvalidQueryError(error("not-supported", f"{name}={one[:60]} is not known here. Known: {has}"))
        return tuple((one.split(":")[0], one.split(":")[1]) for one in wanted)


def _simple(parameter: SearchParameter, modifier: str, written: str) -> Criterion:
    alternatives = _split(written, ",")
    if len(alternatives) > _MOST_ALTERNATIVES:
        raise InvalidQueryError(
            error("too-costly", f"{parameter.name} has more than {_MOST_ALTERNATIVES} values: search in parts")
        )
    values = tuple(_value(parameter, modifier, one) for one in alternatives)
    name = parameter.name + BY_IDENTIFIER if modifier == "identifier" else parameter.name
    return Criterion(name, parameter.type, values, negated=modifier == "not")


def _value(parameter: SearchParameter, modifier: str, written: str) -> Value:
    if not written:
        raise InvalidQueryError(
            error("value", f"Parameter {parameter.name} has an empty value: give one, or leave it out")
        )
    if parameter.type == "date":
        return _date(parameter.name, written)
    if parameter.type == "string":
        text = _unescape(written)
        return WordValue(text if modifier == "exact" else fold(text), modifier or "start")
    if parameter.type == "reference" and modifier != "identifier":
        if _ELSEWHERE in written:  # an absolute URL means that very one (FHIR R4, 3.1.1.4.12)
            return TokenValue(_ELSEWHERE, written)
        target, _, resource_id = written.rpartition("/")
        target = target.rpartition("/")[2] or (modifier if modifier in parameter.targets else "")
        return TokenValue(target or None, resource_id)
    if parameter.type == "uri":
        return TokenValue(None, written)
    parts = _split(written, "|")
    if len(parts) > 2:  # noqa: PLR2004 - system|code
        raise InvalidQueryError(error("value", f"Parameter {parameter.name} is code, system|code or |code"))
    if parameter.codes and parts[-1] not in parameter.codes:
        known = " or ".join(parameter.codes)
        raise InvalidQueryError(error("value", f"Parameter {parameter.name} is {known}, not {written[:40]!r}"))
    return TokenValue(_unescape(parts[0]) if len(parts) > 1 else None, _unescape(parts[-1]))


def _date(name: str, written: str) -> DateValue:
    prefix = written[:2] if written[:2] in PREFIXES else "eq"
    span = instants_of(written.removeprefix(prefix).replace(" ", "+"))  # a plus sign of a zone, not percent-encoded
    if span is None:
        raise InvalidQueryError(
            error(
                "value", f"Parameter {name} must be a FHIR date or dateTime with its zone, after {', '.join(PREFIXES)}"
            )
        )
    return DateValue(prefix, span.start.timestamp(), span.end.timestamp())


def _patient(name: str, written: str) -> PatientCriterion:
    if name.endswith("identifier"):
        parts = _split(written, "|")
        if len(parts) > 2 or not parts[-1]:  # noqa: PLR2004 - system|value
            raise InvalidQueryError(error("value", f"Parameter {name} is AssignAuth|idPe"))
        return PatientCriterion(_unescape(parts[0]) if len(parts) > 1 else None, _unescape(parts[-1]))
    return PatientCriterion(_ELSEWHERE if _ELSEWHERE in written else None, written.rpartition("/")[2])


def _split(written: str, mark: str) -> list[str]:
    """Split at a mark that is not escaped by a backslash (FHIR R4, 3.1.1.4.4); escapes stay for the next reader."""
    parts = [""]
    escaped = False
    for letter in written:
        if letter == mark and not escaped:
            parts.append("")
            continue
        parts[-1] += letter
        escaped = letter == "\\" and not escaped
    return parts


def _unescape(written: str) -> str:
    return _ESCAPED.sub(r"\1", written)
