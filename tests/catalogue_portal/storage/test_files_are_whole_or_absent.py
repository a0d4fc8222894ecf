from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from catalogue_portal.storage.files import write_once, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_of_many_writers_one_wins_and_all_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    threads = [threading.Thread(target=write_once, args=(path, f"content {i}" * 1000)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    content = path.read_text()
    assert content == content[:9] * 1000 or content == content[:10] * 1000
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]


def test_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    write_once(tmp_path / "once", "x")
    write_whole(tmp_path / "whole", "x")

    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("once", "whole")} == {0o600}


def test_replacing_replaces_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "head"
    write_whole(path, "a long first content")
    write_whole(path, "short")

    assert path.read_text() == "short"
