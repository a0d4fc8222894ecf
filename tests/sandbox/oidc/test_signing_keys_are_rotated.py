from __future__ import annotations

from typing import TYPE_CHECKING

from builders.spaces import Bench

from sandbox.desk import SpaceDesk
from sandbox.oidc.signing_keys import SigningKeys

if TYPE_CHECKING:
    from pathlib import Path


def kids(bench: Bench) -> list[str]:
    return [key["kid"] for key in bench.get("/oauth2/jwks").json["keys"]]


def test_every_key_is_replaced_at_once(bench: Bench) -> None:
    bench.open_episode("e-1")
    before = kids(bench)

    done = SpaceDesk().act(bench.space, "e-1", "rotate_keys", {})

    assert done["changed"] == 2
    assert not set(before) & set(kids(bench))


def test_what_was_signed_before_still_goes_with_its_access_token(bench: Bench) -> None:
    paired = bench.pair()

    bench.space.part(SigningKeys).rotate()

    assert paired.everything().status_code == 200
    bench.space.part(SigningKeys).rotate()
    assert paired.everything().status_code != 200  # twice in five minutes: nobody remembers that key


def test_what_a_retired_key_signed_is_no_longer_recognised(bench: Bench) -> None:
    bench.open_episode("e-1")
    paired = bench.pair(episode="e-1")
    keys = bench.space.part(SigningKeys)
    old = keys.of("ES256")
    assert SpaceDesk().act(bench.space, "e-1", "retire_keys", {})["changed"] == 0
    keys.rotate()
    assert keys.retired("ES256") is None

    assert SpaceDesk().act(bench.space, "e-1", "retire_keys", {})["changed"] == 1  # the RSA key was never made

    assert keys.retired("ES256") == old
    assert paired.everything().status_code != 200


def test_a_rotation_outlives_the_process_of_a_standing_space(tmp_path: Path) -> None:
    before = Bench(state_dir=tmp_path)
    paired = before.pair()
    before.space.part(SigningKeys).rotate()

    after = Bench(state_dir=tmp_path)

    assert kids(after) == kids(before)
    assert after.space.part(SigningKeys).ever()[-1].kid == before.space.part(SigningKeys).ever()[-1].kid
    assert paired.claims["sub"]
