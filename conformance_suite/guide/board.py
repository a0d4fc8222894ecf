"""What the person has before them: the steps of an episode, the one that is due, and what they answer.

One thread asks and waits; any number of pages read and answer. The first answer to a step counts, whoever gave it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from doctrine.model import Bilingual

CANNOT = "cannot"
LOOK = 0.5  # seconds between two looks at what the space saw


class StoppedError(Exception):
    """The run was stopped while the person was being asked."""


@dataclass(frozen=True)
class Choice:
    """One of the answers; `main` is what one hopes for."""

    id: str
    words: Bilingual
    main: bool = False


@dataclass(frozen=True)
class Mark:
    """Something that the space sees by itself, and whether it has."""

    words: Bilingual
    seen: bool = False


@dataclass(frozen=True)
class Task:
    """What is due: instructions in order, what the space will see of it, a question and its answers."""

    heading: Bilingual
    lines: tuple[Bilingual, ...]
    question: Bilingual
    choices: tuple[Choice, ...]
    marks: tuple[Mark, ...] = ()
    facts: tuple[tuple[Bilingual, str], ...] = ()  # what is to be typed, and what it is


@dataclass(frozen=True)
class Sheet:
    """Everything that a page shows; `version` tells one from the next, `number` one task from the next."""

    version: int = 0
    number: int = 0
    steps: tuple[Bilingual, ...] = ()
    at: int = 0  # of `steps`, the one that is due
    task: Task | None = None
    done: int = 0
    total: int = 0
    again: bool = False  # the episode is played once more
    app_url: str = ""  # empty for an app on a device
    over: bool = False


@dataclass
class Board:
    """The sheet of now, and the way to answer it."""

    _sheet: Sheet = field(default_factory=Sheet)
    _answer: str | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def sheet(self) -> Sheet:
        """What is to be shown now."""
        with self._changed:
            return self._sheet

    def begin(self, steps: tuple[Bilingual, ...], *, app_url: str, again: bool) -> None:
        """Begin an episode with these steps."""
        self._set(steps=steps, at=0, task=None, app_url=app_url, again=again)

    def progress(self, done: int, total: int) -> None:
        """Tell how many cases have been played."""
        self._set(done=done, total=total)

    def finish(self) -> None:
        """Nothing more is asked."""
        self._set(task=None, over=True)

    def ask(
        self,
        task: Task,
        *,
        at: int,
        look: Callable[[], tuple[tuple[Mark, ...], str | None]],
        stopped: Callable[[], bool],
    ) -> str:
        """Show a task and wait for its answer: the person's, or the one that `look` gives because the space saw it.

        Raises StoppedError.
        """
        with self._changed:
            self._answer = None
            self._change(task=task, at=at, number=self._sheet.number + 1)
        while True:
            marks, seen = look()
            with self._changed:
                if marks != task.marks:
                    task = replace(task, marks=marks)
                    self._change(task=task)
                answer = self._answer or seen
                if answer is None:
                    self._changed.wait(LOOK)
                    answer = self._answer
                if answer is not None:
                    self._change(task=None, at=at + 1)
                    return answer
            if stopped():
                raise StoppedError

    def answer(self, number: int, choice: str) -> bool:
        """Answer the task of that number; False if it is not the one that is due, or was answered already."""
        with self._changed:
            task = self._sheet.task
            known = task is not None and any(one.id == choice for one in task.choices)
            if not known or number != self._sheet.number or self._answer is not None:
                return False
            self._answer = choice
            self._change(task=None)  # whoever looks before the asker woke must not be asked again
            self._changed.notify_all()
            return True

    def _set(self, **changes: object) -> None:
        with self._changed:
            self._change(**changes)

    def _change(self, **changes: object) -> None:
        self._sheet = replace(self._sheet, version=self._sheet.version + 1, **changes)  # type: ignore[arg-type]  # its fields
