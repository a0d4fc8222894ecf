"""The words of a verdict, how a check says them, and how many become one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


LONGEST_VALUE = 600  # characters of one placeholder: some come from the app


class Verdict(StrEnum):
    """What can be said of a case or a requirement, worst first."""

    FAIL = "fail"
    ERROR = "error"
    INCONCLUSIVE = "inconclusive"
    SKIPPED = "skipped"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


class RunVerdict(StrEnum):
    """What a run says of the app as a whole."""

    CONFORMANT = "conformant"
    NONCONFORMANT = "nonconformant"
    INCONCLUSIVE = "inconclusive"


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict of a requirement from those of its cases; None when it has none."""
    order = list(Verdict)
    return min(verdicts, key=order.index, default=None)


class Spoken(Exception):  # noqa: N818 - the three below are verdicts, not errors
    """A verdict with a message key and the values of its placeholders; `exchanges` are ids to look at."""

    verdict = Verdict.ERROR

    def __init__(self, key: str, *, exchanges: Iterable[str] = (), **values: object) -> None:
        self.key = key
        self.exchanges = tuple(exchanges)
        self.values = {name: str(value)[:LONGEST_VALUE] for name, value in values.items()}
        super().__init__(f"{self.verdict}: {key} {self.values}")


class Failure(Spoken, AssertionError):  # noqa: N818 - idem
    """The app did what it must not, or left out what it must do: `key` names the effect seen."""

    verdict = Verdict.FAIL


class Inconclusive(Spoken):
    """A witness is missing: nothing can be said, for or against."""

    verdict = Verdict.INCONCLUSIVE


class NotApplicable(Spoken):
    """The app does not use what the case is about, and the control shows it."""

    verdict = Verdict.NOT_APPLICABLE


@dataclass(frozen=True)
class Finding:
    """What the judge says of one episode of a case, with its witnesses (None: not heard)."""

    case: str
    episode: str
    verdict: Verdict
    key: str
    values: dict[str, str] = field(default_factory=dict)
    control: bool | None = None
    delivery: bool | None = None
    effect: str | None = None
    exchanges: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The finding as it crosses from the judging process."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Finding:
        """The finding as it was sent. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            **{
                **content,
                "verdict": Verdict(content["verdict"]),
                "values": dict(content["values"]),
                "exchanges": tuple(content["exchanges"]),
            }
        )
