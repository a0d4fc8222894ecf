"""The real suite behind the portal's ports: reading manifests, playing and judging."""

from collections.abc import Callable
from pathlib import Path

from catalogue_portal.ports import (
    BadManifest,
    ManifestFacts,
    ManifestProblem,
    RunCancelled,
    RunOrder,
    RunOutcome,
    RunProgress,
    TargetKind,
)
from conformance_suite import api
from conformance_suite.report import Report

REPORT_FILE = "report.json"


def read_manifest(path: Path) -> ManifestFacts:
    """Return the facts of a manifest, as the suite reads it. Raises BadManifest with every problem."""
    try:
        manifest = api.load_manifest(path)
    except api.ManifestError as error:
        found = [ManifestProblem(problem.line or None, problem.message, problem.mend) for problem in error.problems]
        raise BadManifest(found) from error
    kind, value = _target(manifest.target)
    app = manifest.app
    return ManifestFacts(
        name=app.name,
        publisher=app.publisher,
        version=app.version,
        kind=app.kind,
        purposes=app.purposes,
        exchanges=app.exchanges,
        features=app.features,
        scopes=tuple(str(manifest.client.metadata.get("scope", "")).split()),
        redirect_uris=manifest.client.redirect_uris,
        target=kind,
        target_value=value,
    )


def execute(order: RunOrder, *, progress: Callable[[RunProgress], None], cancelled: Callable[[], bool]) -> RunOutcome:
    """Play and judge as the order says; a run of the platform's own."""

    def tell(news: api.Progress) -> None:
        progress(RunProgress(**vars(news)))

    try:
        report = _carry_out(order, tell, cancelled)
    except api.InterruptedRunError as error:
        raise RunCancelled from error
    return RunOutcome(
        verdict=report.verdict.value,
        scope=report.scope,
        counts=report.counts,
        report=order.out / REPORT_FILE,
    )


def _carry_out(order: RunOrder, tell: Callable[[api.Progress], None], cancelled: Callable[[], bool]) -> Report:
    if order.kind == "hook_up":
        return api.hook_up(
            order.manifest,
            out=order.out,
            exchanges=order.exchanges,
            scopes=order.scopes,
            release=order.release,
            edition=order.edition,
            seed=order.seed,
            progress=tell,
            cancelled=cancelled,
        )
    return api.check(
        order.manifest,
        out=order.out,
        edition=order.edition,
        profile=order.profile,
        seed=order.seed,
        progress=tell,
        cancelled=cancelled,
    )


def _target(target: object) -> tuple[TargetKind, str]:
    if isinstance(target, api.UrlTarget):
        return "url", target.url
    if isinstance(target, api.ImageTarget):
        return "image", target.image
    if isinstance(target, api.CommandTarget):
        return "command", " ".join(target.command)
    raise TypeError(f"a target of an unknown kind: {type(target).__name__}")
