from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from builders.waiting import until

from conformance_suite.guide.board import Board, Choice, Mark, StoppedError, Task
from conformance_suite.guide.seat import labels
from conformance_suite.guide.words import words
from conformance_suite.scripts.refreshing import refresh_twice
from conformance_suite.scripts.sign_in import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = Task(words("label_login"), (), words("journey_done"), (Choice("done", words("done")),))
Look = tuple[tuple[Mark, ...], str | None]


def nothing() -> Look:
    return (), None


def asking(board: Board, answers: list[str], look: Callable[[], Look] = nothing) -> threading.Thread:
    """Somebody who asks, in a thread of their own."""
    thread = threading.Thread(target=lambda: answers.append(board.ask(TASK, at=0, look=look, stopped=lambda: False)))
    thread.start()
    until(lambda: board.sheet.task is not None)
    return thread


def test_the_first_answer_counts() -> None:
    board, answers = Board(), list[str]()
    thread = asking(board, answers)
    number = board.sheet.number

    assert board.answer(number, "done")
    assert not board.answer(number, "done")
    thread.join()
    assert answers == ["done"]
    assert (board.sheet.task, board.sheet.at) == (None, 1)


@pytest.mark.parametrize(("ahead", "choice"), [(1, "done"), (-1, "done"), (0, "what nobody offered")])
def test_an_answer_to_something_else_is_none(ahead: int, choice: str) -> None:
    board, answers = Board(), list[str]()
    thread = asking(board, answers)

    assert not board.answer(board.sheet.number + ahead, choice)
    assert board.answer(board.sheet.number, "done")
    thread.join()


def test_who_has_answered_is_not_asked_again_while_the_asker_is_busy() -> None:
    board, answers, go_on = Board(), list[str](), threading.Event()

    def look() -> Look:
        go_on.wait()
        return nothing()

    thread = asking(board, answers, look)
    assert board.answer(board.sheet.number, "done")

    assert board.sheet.task is None
    go_on.set()
    thread.join()
    assert answers == ["done"]


def test_what_the_space_saw_answers_by_itself_and_is_ticked() -> None:
    board, answers, seen = Board(), list[str](), threading.Event()

    def look() -> Look:
        return (Mark(words("mark_token"), seen.is_set()),), "done" if seen.is_set() else None

    thread = asking(board, answers, look)
    until(lambda: board.sheet.task is not None and board.sheet.task.marks)
    before = board.sheet
    seen.set()
    thread.join()

    assert before.task is not None
    assert not before.task.marks[0].seen
    assert answers == ["done"]
    assert board.sheet.version > before.version


def test_nobody_is_asked_any_more_once_the_run_was_stopped() -> None:
    with pytest.raises(StoppedError):
        Board().ask(TASK, at=0, look=nothing, stopped=lambda: True)


def test_the_steps_of_a_play_are_listed_in_the_words_of_a_person() -> None:
    assert [one.en for one in labels(sign_in(), prepares=False)] == [
        *("Start afresh", "Sign in", "Tell who is signed in", "Look one last time")
    ]
    prepared = [one.en for one in labels(sign_in(), prepares=True)]
    assert prepared[:3] == ["Start afresh", "Prepare", "Tell who is signed in"]
    assert [one.en for one in labels(refresh_twice(), prepares=False)].count("Read the measures") == 3
