"""The manifest as a file of tests: one item a case, played together when the first of them is reached."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from poincon_pytest import FILE_NAME, playing, telling
from poincon_pytest.settings import Settings, absolute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Nonconformance(Exception):  # noqa: N818 - a finding about the app, not an error
    """The app does not do what a requirement asks. Its text is told as it stands."""


class Inconclusive(Exception):  # noqa: N818 - idem
    """Nothing can be said of the app. pytest tells it as an error, so that nobody takes it for a finding."""


class Advice(UserWarning):
    """A recommendation that the app does not follow, with `poincon_advice = warn`."""


class Cases:
    """The hooks of a session in which cases are asked for."""

    def __init__(self, config: pytest.Config) -> None:
        """Read the settings, and have the manifest collected."""
        self.settings = Settings.of(config)
        worker: dict[str, Any] = getattr(config, "workerinput", {})
        self.session = str(worker.get("testrunuid") or uuid4().hex)  # the processes of pytest-xdist share it
        self.played: dict[Path, playing.Played] = {}
        _add_to_what_is_collected(config, self.settings)

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> ManifestFile | None:
        """A manifest that was named, in the settings or as a path."""
        named = file_path.name == FILE_NAME and parent.session.isinitpath(file_path)
        if not named and file_path != self.settings.manifest:
            return None
        manifest: ManifestFile = ManifestFile.from_parent(parent, path=file_path)
        manifest.cases = self
        return manifest

    def of_the_run(self, manifest: ManifestFile) -> playing.Played:
        """What the run of this session left, which is played at the first call."""
        if manifest.path not in self.played:
            chosen = manifest.chosen()
            whole = len(chosen) == len(manifest.planned)
            only = () if whole else chosen
            self.played[manifest.path] = playing.played_once(
                manifest.path, self.settings, only, self.session, lambda: _announce(manifest, len(chosen))
            )
        return self.played[manifest.path]


def _add_to_what_is_collected(config: pytest.Config, settings: Settings) -> None:
    """The manifest of the command line always, that of an ini file where no path was given."""
    if settings.manifest is None:
        return
    if not config.getoption("--poincon-manifest") and config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    folder = config.invocation_params.dir
    if not any(absolute(folder, argument.partition("::")[0]) == settings.manifest for argument in config.args):
        config.args.append(str(settings.manifest))


def _announce(manifest: ManifestFile, number: int) -> None:
    reporter = manifest.config.pluginmanager.get_plugin("terminalreporter")
    capture = manifest.config.pluginmanager.get_plugin("capturemanager")
    if reporter is not None and capture is not None and manifest.config.get_verbosity() >= 0:
        with capture.global_and_fixture_disabled():
            reporter.write_line("")
            reporter.write_line(f"poincon: {number} cases are played against {manifest.path} ...")


class ManifestFile(pytest.File):
    """A manifest."""

    cases: Cases

    @cached_property
    def planned(self) -> list[dict[str, Any]]:
        """The cases that an edition has for this app. Raises CollectError, in the words of the command."""
        planned, said = playing.planned(self.path, self.cases.settings)
        if not planned:
            raise self.CollectError(said or "the plan holds no case")
        return planned

    def chosen(self) -> list[str]:
        """The cases of this manifest that the session will run, once others are deselected."""
        items = (item for item in self.session.items if isinstance(item, CaseItem))
        return [item.row["case"] for item in items if item.path == self.path]

    def collect(self) -> Iterator[pytest.Item]:
        """One item a case, and one for the waivers if there are any."""
        for row in self.planned:
            item: CaseItem = CaseItem.from_parent(self, name=row["case"])
            item.describe(row)
            yield item
        if self.cases.settings.waivers is not None:
            yield WaiversItem.from_parent(self, name="waivers")


class ReportItem(pytest.Item):
    """An item that reads the report of the run."""

    parent: ManifestFile

    def played(self) -> playing.Played:
        """The run; what the command said is shown with a failure of the item that came first."""
        first = self.path not in self.parent.cases.played
        played = self.parent.cases.of_the_run(self.parent)
        if first and played.said:
            self.add_report_section("setup", "poincon", played.said)
        return played

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is, and its name."""
        return self.path, 0, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401 - pytest's
        """Findings in their own words, without our frames."""
        if isinstance(excinfo.value, Nonconformance | Inconclusive):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class CaseItem(ReportItem):
    """A conformance case."""

    row: dict[str, Any]

    def describe(self, row: dict[str, Any]) -> None:
        """Keep the row of the plan, so that -k and -m choose by it."""
        self.row = row
        marked = {key: row.get(key) for key in ("case", "requirement", "obligation", "theme")}
        self.add_marker(pytest.mark.poincon(**marked))
        self.extra_keyword_matches |= {str(row.get(key)) for key in ("requirement", "theme", "check", "obligation")}

    def setup(self) -> None:
        """Have the run played; what says nothing of the app ends here, so that pytest tells it apart."""
        self.outcome = telling.outcome(self.row, self.played(), self.parent.cases.settings)
        if self.outcome.kind == "skip":
            pytest.skip(self.outcome.text)
        if self.outcome.kind == "inconclusive":
            raise Inconclusive(self.outcome.text)

    def runtest(self) -> None:
        """Tell the verdict."""
        match self.outcome.kind:
            case "warn":
                warnings.warn(Advice(self.outcome.text), stacklevel=1)
            case "xfail":
                pytest.xfail(self.outcome.text)
                raise Nonconformance(self.outcome.text)  # with --runxfail nothing is excused
            case "fail":
                raise Nonconformance(self.outcome.text)
            case _:
                pass


class WaiversItem(ReportItem):
    """The waivers: one that is out of its days, stale or matched nothing fails here, as it ends the command with 4."""

    def runtest(self) -> None:
        """Tell what is wrong with them."""
        if not self.parent.chosen():
            pytest.skip("no case was chosen")
        problems = self.played().waivers.get("problems", [])
        if problems:
            raise Nonconformance("\n".join(problems))
