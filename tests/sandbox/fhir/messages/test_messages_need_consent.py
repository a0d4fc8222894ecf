from __future__ import annotations

from typing import TYPE_CHECKING

from builders.messages import BASE, attachment, mailbox

from sandbox.desk import SpaceDesk

if TYPE_CHECKING:
    from builders.spaces import Bench


def test_consent_to_read_is_none_to_write(bench: Bench) -> None:
    box = mailbox(bench, scopes=("messages.read",))
    thread = box.opened()

    assert box.search().status_code == 200
    assert box.send(box.answer(thread)).status_code == 403
    assert box.mark_read(thread).status_code == 403


def test_consent_to_write_is_none_to_read(bench: Bench) -> None:
    box = mailbox(bench, scopes=("messages.write",))
    thread = box.opened(attachments=[attachment()])

    assert box.send(box.answer(thread)).status_code == 201
    assert box.search().status_code == 403
    assert box.call("GET", f"Communication/{thread}").status_code == 403
    assert box.call("GET", "Binary/1").status_code == 403


def test_consent_to_measures_is_none_to_messages(bench: Bench) -> None:
    paired = bench.pair()

    assert bench.get(f"{BASE}/Communication", headers=paired.headers).status_code == 403


def test_withdrawn_consent_ends_reading_at_once(bench: Bench) -> None:
    bench.open_episode("e-1")
    box = mailbox(bench, episode="e-1")
    thread = box.opened()

    SpaceDesk().act(bench.space, "e-1", "withdraw_consent", {"family": "messages", "direction": "read"})

    assert box.search().status_code == 403
    assert box.send(box.answer(thread)).status_code == 201


def test_nobody_reads_without_tokens(bench: Bench) -> None:
    box = mailbox(bench)
    bearer = {"Authorization": box.paired.headers["Authorization"]}

    assert bench.get(f"{BASE}/Communication").status_code == 401
    assert bench.get(f"{BASE}/Communication", headers=bearer).status_code == 400
    assert bench.get(f"{BASE}/metadata").status_code == 200
