from __future__ import annotations

import threading

from builders.waiting import until

from conformance_suite.room import Room

PATIENCE = 10.0  # seconds: a bound against a hang


class Waiting:
    """Somebody who waits for a place, notes when they got it, and leaves when told."""

    def __init__(self, room: Room, name: str, order: list[str], *, in_turn: bool) -> None:
        self.entered, self.may_leave = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._stay, args=(room, name, order, in_turn))
        self._thread.start()

    def _stay(self, room: Room, name: str, order: list[str], in_turn: bool) -> None:  # noqa: FBT001 - of a thread
        with room.place(in_turn=in_turn):
            order.append(name)
            self.entered.set()
            assert self.may_leave.wait(PATIENCE)

    def join(self) -> None:
        self._thread.join(PATIENCE)


def leave(*waiting: Waiting) -> None:
    for one in waiting:
        one.may_leave.set()
    for one in waiting:
        one.join()


def test_no_more_are_let_in_than_there_are_places() -> None:
    room, order = Room(2), list[str]()
    inside = [Waiting(room, name, order, in_turn=False) for name in ("one", "two")]
    assert all(one.entered.wait(PATIENCE) for one in inside)
    outside = Waiting(room, "three", order, in_turn=True)

    assert not outside.entered.is_set()
    leave(inside[0])
    assert outside.entered.wait(PATIENCE)
    leave(inside[1], outside)
    assert sorted(order) == ["one", "three", "two"]


def test_whoever_plays_in_turn_is_let_in_before_those_who_play_side_by_side() -> None:
    room, order = Room(1), list[str]()
    first = Waiting(room, "first", order, in_turn=False)
    assert first.entered.wait(PATIENCE)
    side_by_side = [Waiting(room, "side", order, in_turn=False) for _ in range(5)]
    in_turn = Waiting(room, "turn", order, in_turn=True)
    until(lambda: room.waiting_in_turn == 1, within=PATIENCE)

    leave(first)

    assert in_turn.entered.wait(PATIENCE)
    assert order == ["first", "turn"]
    leave(in_turn, *side_by_side)
    assert order == ["first", "turn", *["side"] * 5]
