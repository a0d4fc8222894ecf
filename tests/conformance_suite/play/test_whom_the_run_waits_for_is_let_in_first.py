from __future__ import annotations

import threading

from builders.waiting import until

from conformance_suite.room import Room

PATIENCE = 10.0  # seconds: a bound against a hang


class Waiting:
    """Somebody who waits for a place, notes when they got it, and leaves when told."""

    def __init__(self, room: Room, name: str, order: list[str], *, first: bool) -> None:
        self.entered, self.may_leave = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._stay, args=(room, name, order, first))
        self._thread.start()

    def _stay(self, room: Room, name: str, order: list[str], first: bool) -> None:  # noqa: FBT001 - of a thread
        with room.place(first=first):
            order.append(name)
            self.entered.set()
            self.stay(room)

    def stay(self, room: Room) -> None:
        """Keep the place until told to leave."""
        del room
        assert self.may_leave.wait(PATIENCE)

    def join(self) -> None:
        self._thread.join(PATIENCE)


class Dozing(Waiting):
    """Somebody who stands aside until told, and then keeps the place that they came back to."""

    def stay(self, room: Room) -> None:
        with room.standing_aside():
            super().stay(room)
        self.back.set()
        assert self.may_go.wait(PATIENCE)

    def __init__(self, room: Room, name: str, order: list[str], *, first: bool) -> None:
        self.back, self.may_go = threading.Event(), threading.Event()
        super().__init__(room, name, order, first=first)


def leave(*waiting: Waiting) -> None:
    for one in waiting:
        one.may_leave.set()
    for one in waiting:
        one.join()


def test_no_more_are_let_in_than_there_are_places() -> None:
    room, order = Room(2), list[str]()
    inside = [Waiting(room, name, order, first=False) for name in ("one", "two")]
    assert all(one.entered.wait(PATIENCE) for one in inside)
    outside = Waiting(room, "three", order, first=True)

    assert not outside.entered.is_set()
    leave(inside[0])
    assert outside.entered.wait(PATIENCE)
    leave(inside[1], outside)
    assert sorted(order) == ["one", "three", "two"]


def test_whom_the_run_waits_for_is_let_in_before_those_who_play_side_by_side() -> None:
    room, order = Room(1), list[str]()
    first = Waiting(room, "first", order, first=False)
    assert first.entered.wait(PATIENCE)
    side_by_side = [Waiting(room, "side", order, first=False) for _ in range(5)]
    in_turn = Waiting(room, "turn", order, first=True)
    until(lambda: room.waiting_first == 1, within=PATIENCE)

    leave(first)

    assert in_turn.entered.wait(PATIENCE)
    assert order == ["first", "turn"]
    leave(in_turn, *side_by_side)
    assert order == ["first", "turn", *["side"] * 5]


def test_the_place_of_one_for_whom_only_time_passes_is_taken_and_given_back_before_others_begin() -> None:
    room, order = Room(2), list[str]()
    dozing, second = Dozing(room, "dozing", order, first=True), Waiting(room, "second", order, first=False)
    assert dozing.entered.wait(PATIENCE)
    assert second.entered.wait(PATIENCE)
    third = Waiting(room, "third", order, first=False)
    assert third.entered.wait(PATIENCE), "there was a place to take"
    fourth = Waiting(room, "fourth", order, first=False)

    dozing.may_leave.set()
    until(lambda: room.waiting_first == 1, within=PATIENCE)
    leave(third)

    assert dozing.back.wait(PATIENCE)
    assert not fourth.entered.is_set(), "who comes back goes first"
    dozing.may_go.set()
    dozing.join()
    leave(second, fourth)


def test_who_plays_alone_keeps_the_place_while_time_passes() -> None:
    room, order = Room(1), list[str]()
    dozing = Dozing(room, "dozing", order, first=True)
    assert dozing.entered.wait(PATIENCE)
    other = Waiting(room, "other", order, first=True)
    until(lambda: room.waiting_first == 1, within=PATIENCE)

    dozing.may_leave.set()

    assert dozing.back.wait(PATIENCE)
    assert not other.entered.is_set()
    dozing.may_go.set()
    assert other.entered.wait(PATIENCE)
    leave(other)
    dozing.join()
