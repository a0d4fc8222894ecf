from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.portals import MANIFEST, People, read_manifest, with_settings

from catalogue_portal.apps import intake, service
from catalogue_portal.apps.artefact import digest_of_folder
from catalogue_portal.apps.images import registry_of
from catalogue_portal.errors import Conflict, Invalid, NotFound
from catalogue_portal.runs.policy import objection_to_target
from catalogue_portal.settings import SpacesAt

if TYPE_CHECKING:
    from pathlib import Path

    from catalogue_portal.apps.models import Release


EXACT = f"registry.example.org/app@sha256:{'a' * 64}"


def take(target: str = 'url: "https://app.example.org"', version: str = "2.0.0") -> intake.Intake:
    return intake.take_text(MANIFEST % (version, target), read=read_manifest)


def add(people: People, taken: intake.Intake) -> Release:
    with people.context.database.writing() as session:
        return service.add_release(session, people.owner, people.app.id, taken, clock=people.context.clock)


def test_a_command_of_a_stranger_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        take("command: [rm, -rf, /]")

    assert refusal.value.code == "command_target_refused"


def test_every_problem_of_a_bad_manifest_is_told_with_its_line() -> None:
    with pytest.raises(Invalid) as refusal:
        intake.take_text("[", read=read_manifest)

    (error,) = refusal.value.members["errors"]  # type: ignore[misc]
    assert set(error) == {"line", "message", "hint"}  # type: ignore[has-type]


def test_a_manifest_too_long_is_not_even_read() -> None:
    def never(path: Path) -> intake.ManifestFacts:
        raise AssertionError(path)

    with pytest.raises(Invalid, match="bytes"):
        intake.take_text("#" * (intake.LONGEST_MANIFEST + 1), read=never)


def test_a_release_keeps_the_manifest_word_for_word(people: People) -> None:
    taken = take()
    release = add(people, taken)

    assert release.manifest == taken.text
    assert release.manifest_digest == release.artefact_digest
    assert release.exchanges == {"measures": ["read", "write"]}


def test_an_image_is_bound_by_its_own_digest() -> None:
    taken = take(f'image: "{EXACT}"')

    assert taken.artefact_digest == "sha256:" + "a" * 64


def test_a_version_is_added_once(people: People) -> None:
    add(people, take())

    with pytest.raises(Conflict, match=r"2\.0\.0"):
        add(people, take())


def test_the_manifest_of_another_app_is_refused(people: People) -> None:
    taken = take()
    other = replace(taken, facts=replace(taken.facts, name="Autre"))

    with pytest.raises(Invalid, match="Autre"):
        add(people, other)


def test_an_app_of_others_does_not_exist(people: People) -> None:
    with pytest.raises(NotFound), people.context.database.writing() as session:
        service.add_release(session, people.stranger, people.app.id, take(), clock=people.context.clock)


@pytest.mark.parametrize("folder", ["/", "/etc", ".", "app", "{app}/..", "{app}/sub", "{app}/../app/sub/..", ""])
def test_only_the_very_folders_of_the_operators_list_are_taken(people: People, folder: str) -> None:
    settings = people.context.settings
    allowed = settings.demo_folders[0]
    (allowed / "sub").mkdir()
    (allowed / "sub" / "poincon.yaml").write_text("x")
    asked = folder.replace("{app}", str(allowed))

    if os.path.realpath(asked) == str(allowed) and asked.startswith("/"):
        assert intake.take_folder(asked, settings=settings, read=read_manifest).folder == str(allowed)
        return
    with pytest.raises(Invalid) as refusal:
        intake.take_folder(asked, settings=settings, read=read_manifest)
    assert refusal.value.code == "folder_refused"


def test_a_link_to_an_allowed_folder_is_that_folder_and_a_link_beside_it_is_not(people: People, tmp_path: Path) -> None:
    settings = people.context.settings
    (tmp_path / "link").symlink_to(settings.demo_folders[0])
    (tmp_path / "elsewhere").symlink_to("/etc")

    taken = intake.take_folder(str(tmp_path / "link"), settings=settings, read=read_manifest)
    assert taken.folder == str(settings.demo_folders[0])
    with pytest.raises(Invalid):
        intake.take_folder(str(tmp_path / "elsewhere"), settings=settings, read=read_manifest)


def objection_to(people: People, release: Release, **choices: object) -> str | None:
    """The code of why a portal with these choices cannot play a release."""
    settings = with_settings(people.context, **choices).settings
    with people.context.database.reading() as session:
        said = objection_to_target(session, release, settings, now=people.context.clock.now())
    return None if said is None else said.code


def test_outside_of_a_demonstration_no_folder_is_taken(people: People) -> None:
    settings = replace(people.context.settings, demo=False)
    with pytest.raises(Invalid):
        intake.take_folder(str(settings.demo_folders[0]), settings=settings, read=read_manifest)

    assert objection_to(people, people.release, demo=False) == "command_target_refused"


def test_what_cannot_be_played_says_why(people: People) -> None:
    remote = add(people, take())
    image = add(people, take(f'image: "{EXACT}"', version="3.0.0"))

    assert [objection_to(people, release) for release in (remote, image)] == ["no_spaces", "no_isolation"]
    assert objection_to(people, remote, spaces_at=SpacesAt("spaces.example.org", 9100, 9199)) == "domain_not_proven"


@pytest.mark.parametrize(
    "reference", ["app", "app:2.4.0", "registry.example.org/app@sha256:abc", f"{EXACT} ", f"app@sha512:{'a' * 128}"]
)
def test_an_image_that_is_not_named_by_its_digest_is_refused(reference: str) -> None:
    with pytest.raises(Invalid) as refusal:
        take(f'image: "{reference}"')

    assert refusal.value.code == "image_not_exact"


def test_an_image_is_played_from_the_registries_of_the_operator_alone(people: People) -> None:
    image = add(people, take(f'image: "{EXACT}"'))

    def objection(*registries: str) -> str | None:
        return objection_to(people, image, registries=registries)

    assert objection() == "no_isolation"
    assert objection("docker.io", "example.org", "registry.example.org:5000") == "registry_not_listed"
    assert objection("docker.io", "registry.example.org") is None


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("app", "docker.io"),
        ("someone/app:2", "docker.io"),
        ("app:5000", "docker.io"),
        ("localhost/app", "localhost"),
        ("localhost:5000/app", "localhost:5000"),
        ("registry.example.org/a/b@sha256:0", "registry.example.org"),
        ("169.254.169.254/app", "169.254.169.254"),
    ],
)
def test_the_registry_of_an_image_is_its_first_part_if_that_is_a_host(reference: str, registry: str) -> None:
    assert registry_of(reference) == registry


def test_the_digest_of_a_folder_changes_with_any_byte_and_any_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b").write_text("y")
    seen = {digest_of_folder(tmp_path)}
    (tmp_path / "sub" / "b").write_text("z")
    seen.add(digest_of_folder(tmp_path))
    (tmp_path / "sub" / "b").rename(tmp_path / "sub" / "c")
    seen.add(digest_of_folder(tmp_path))
    (tmp_path / "sub" / "c").rename(tmp_path / "c")
    seen.add(digest_of_folder(tmp_path))
    assert len(seen) == 4

    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "made.pyc").write_text("by a machine")
    assert digest_of_folder(tmp_path) in seen


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "secret").write_text("not yours")
    (tmp_path / "app" / "link").symlink_to(tmp_path / "secret")

    with pytest.raises(Invalid, match="outside"):
        digest_of_folder(tmp_path / "app")


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert digest_of_folder(tmp_path).startswith("sha256:")
