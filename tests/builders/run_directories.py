"""Run directories as the suite leaves them: a report and the episodes of a few cases, every verdict among them."""

from __future__ import annotations

import base64
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from conformance_suite.report import CaseReport, Report, RequirementReport, WitnessesHeard, to_json
from conformance_suite.verdicts import RunVerdict, Verdict, worst
from doctrine.loader import load_edition
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from pathlib import Path

    from doctrine.model import Requirement

Anything: TypeAlias = Any  # JSON is whatever one writes
SPACE = "https://localhost:8443/s/s1"
APP = "http://127.0.0.1:40001"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
CASES = {
    "IDT-21": ("REF-OAU-04", "rejects_id_token_with_wrong_nonce", "id_token_wrong_nonce"),
    "IDT-16": ("REF-OAU-05", "rejects_id_token_with_wrong_audience", "id_token_wrong_aud"),
    "ARSP-02": ("REF-OAU-02", "rejects_response_with_altered_state", "state_altered"),
    "AREQ-03": ("REF-OAU-01", "protects_each_authorization_request_with_pkce", None),
    "TOK-05": ("REF-OAU-08", "stops_waiting_for_the_token_endpoint", "token_endpoint_hang"),
    "TLS-01": ("REF-TLS-01", "sends_nothing_over_an_expired_certificate", "certificate_expired"),
}
SEEN = {
    Verdict.PASS: ("no_session", "The app did what is required.", "L'application a fait ce qui est demandé."),
    Verdict.FAIL: (
        "session_open",
        "Chloé D'Arvor is signed in at the app, although the app received an answer that it had to refuse.",
        "Chloé D'Arvor est connectée à l'application, alors qu'elle a reçu une réponse qu'elle devait refuser.",
    ),
    Verdict.INCONCLUSIVE: (
        "control_failed",
        "The same journey failed without any fault: nothing can be said.",
        "Le même parcours a échoué sans aucune faute : on ne peut rien dire.",
    ),
}


@dataclass
class Recorder:
    """Writes events in order, as a journal does."""

    events: list[dict[str, Any]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    t: float = 10.0

    def note(self, kind: str, episode: str, **members: Anything) -> dict[str, Any]:
        self.t += 0.01
        event = {
            "seq": len(self.events) + 1,
            "t": self.t,
            "at": "2026-11-23T09:00:00.000Z",
            "space": "s1",
            "episode": episode,
            "kind": kind,
        }
        self.events.append(event | members)
        return self.events[-1]

    def visit(self, episode: str, method: str, path: str, *, to: str | None = None, callback: bool = False) -> str:
        identifier, started = f"v-{next(self.numbers)}", self.t
        headers = [["location", to]] if to else [["content-type", "text/html"]]
        body = {"text": None if to else "<h1>Carnet</h1>", "size": 15, "type": "text/html"}
        self.note(
            "visit",
            episode,
            id=identifier,
            by="driver",
            journey="login",
            step=0,
            browser="b-1",
            callback=callback,
            request={
                "method": method,
                "url": APP + path,
                "headers": [["accept", "text/html"]],
                "body": {"text": "", "size": 0, "type": ""},
            },
            response={"status": 302 if to else 200, "headers": headers, "body": body},
            error=None,
            started=started,
            answered=self.t + 0.005,
        )
        return identifier

    def exchange(self, episode: str, endpoint: str, method: str, path: str, answer: Anything, **more: Anything) -> str:
        identifier = f"x-{next(self.numbers)}"
        text = answer if isinstance(answer, str) else json.dumps(answer)
        status = more.pop("status", 200)
        location = [["location", more.pop("location")]] if "location" in more else []
        form = more.pop("form", "")
        mark = [["poincon-episode", episode]] if endpoint in {"authorize", "sign_in", "consent"} else []
        self.note(
            "exchange",
            episode,
            id=identifier,
            by="space",
            endpoint=endpoint,
            connection="c-1",
            listener="main",
            request={
                "method": method,
                "url": SPACE + path,
                "headers": [["host", "localhost:8443"], *mark],
                "body": {"text": form, "size": len(form), "type": "application/x-www-form-urlencoded"},
            },
            response={
                "status": status,
                "headers": [["content-type", "application/json"], *location],
                "body": {"text": text, "size": len(text), "type": "application/json"},
            },
            **({"received": self.t, "answered": self.t + 0.004, "sent": "whole", "facts": {}, "faults": []} | more),
        )
        return identifier

    def sign_in(
        self, episode: str, case: str | None, role: str, *, fault: str | None = None, opens: bool = True
    ) -> str:
        """One sign-in; returns the exchange that the verdict rests on."""
        persona = {"id": f"p-{episode}", "name": "Chloé D'Arvor", "canary": {"bodyweight": "61.37"}}
        faults = [{"id": fault, "params": {}}] if fault else []
        self.note(
            "episode",
            episode,
            case=case,
            role=role,
            shape="sign_in",
            lane="shared",
            instance="i-1",
            persona=persona,
            faults=faults,
            play={},
            patience=30,
        )
        self.visit(episode, "GET", "/me")
        self.note("probe", episode, when="baseline", browser="b-1", visit="v-1", signed_in=False, names_seen=[])
        challenge = (
            "" if fault is None and case == "AREQ-03" else f"&code_challenge={CHALLENGE}&code_challenge_method=S256"
        )
        fresh = f"state=st-{episode}&nonce=n-{episode}"
        asked = f"/oauth2/authorize?response_type=code&client_id=carnet&{fresh}&scope=openid{challenge}"
        self.visit(episode, "GET", "/login", to=SPACE + asked)
        self.exchange(episode, "authorize", "GET", asked, "", status=302, location=f"{SPACE}/sign-in")
        self.exchange(
            episode,
            "sign_in",
            "POST",
            "/sign-in",
            "",
            status=303,
            location=f"{SPACE}/consent",
            form="email=chloe%40example.org&password=§password:0a1b2c3d4e5f6071:16:other§",
        )
        state = "state-of-somebody-else" if fault == "state_altered" else f"st-{episode}"
        callback = f"/callback?code=§code:9f8e7d6c5b4a3921:43:b64url§&state={state}"
        self.exchange(
            episode,
            "consent",
            "POST",
            "/consent",
            "",
            status=303,
            location=APP + callback,
            faults=["state_altered"] if fault == "state_altered" else [],
        )
        rests = self.visit(episode, "GET", callback, to="/me", callback=True)
        claims = {
            "iss": SPACE,
            "sub": "p-1",
            "aud": "carnet",
            "nonce": f"n-{episode}",
            "exp": 1_795_000_000,
            "name": "Chloé D'Arvor",
        }
        claims |= {
            "id_token_wrong_nonce": {"nonce": "a-nonce-nobody-sent"},
            "id_token_wrong_aud": {"aud": "another-app"},
        }.get(fault or "", {})
        token = (
            ".".join(encoded({"alg": "ES256", "typ": "JWT"} if part == 0 else claims) for part in (0, 1))
            + ".§jwt:1122334455667788:86:b64url§"
        )
        if fault == "certificate_expired":
            self.note(
                "handshake",
                episode,
                connection="c-7",
                listener="token",
                certificate="expired",
                hello=True,
                flight_sent=True,
                outcome="alert",
                alert="certificate_expired",
            )
        else:
            hang = {"sent": "none", "answered": None, "response": None} if fault == "token_endpoint_hang" else {}
            act = [fault] if fault and fault != "state_altered" else []
            last = self.exchange(
                episode,
                "token",
                "POST",
                "/oauth2/token",
                {
                    "access_token": "§access_token:aa11bb22cc33dd44:43:b64url§",
                    "token_type": "Bearer",
                    "expires_in": 300,
                    "id_token": token,
                },
                form=f"grant_type=authorization_code&code=§code:9f8e7d6c5b4a3921:43:b64url§&code_verifier=§verifier:77aa66bb55cc44dd:64:unreserved§&redirect_uri={APP}/callback",
                faults=act,
                **({"answered": self.t} if not hang else {}),
            )
            if hang:
                self.events[-1] |= hang | {"t": self.t + 12.0}
                self.t += 12.0
            rests = last if act else rests
        self.visit(episode, "GET", "/me")
        self.note("probe", episode, when="after_login", browser="b-1", visit="v-9", signed_in=opens, names_seen=[])
        self.note("episode_end", episode, settled=self.t, outcome="played", reason=None)
        return rests


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def write_run(
    folder: Path,
    *,
    verdicts: dict[str, Verdict] | None = None,
    app: str = "Carnet",
    version: str = "1.0.0",
    manifest_digest: str = "sha256:" + "a" * 64,
) -> Report:
    """Write `report.json` and `episodes.jsonl`; `verdicts` changes the cases that do not pass.

    Requirements that machines check and whose cases are not told here have passed.
    """
    said = verdicts or {}
    recorder, edition = Recorder(), load_edition("2026-1")
    recorder.sign_in("e-1", None, "control_first")
    cases = []
    for number, (case, (requirement, check, fault)) in enumerate(CASES.items(), 2):
        verdict = said.get(case, Verdict.PASS)
        rests = recorder.sign_in(f"e-{number}", case, "case", fault=fault, opens=verdict is Verdict.FAIL)
        known = edition.find(requirement)
        effect, english, french = SEEN[verdict]
        cases.append(
            CaseReport(
                case,
                check,
                requirement,
                known.obligation,
                fault,
                verdict,
                Bilingual(fr=french, en=english),
                known.remediation if verdict is Verdict.FAIL else None,
                WitnessesHeard(verdict is not Verdict.INCONCLUSIVE, fault is not None or None, effect),
                (rests,),
                84,
            )
        )
    rows = tuple(_row(one, [case for case in cases if case.requirement == one.id]) for one in edition.requirements)
    failed = any(case.verdict is Verdict.FAIL for case in cases)
    unsure = any(case.verdict is Verdict.INCONCLUSIVE for case in cases)
    verdict = RunVerdict.NONCONFORMANT if failed else RunVerdict.INCONCLUSIVE if unsure else RunVerdict.CONFORMANT
    counts = {word.value: sum(case.verdict is word for case in cases) for word in Verdict}
    run = {
        "id": "20261123-090000",
        "started": "2026-11-23T09:00:00Z",
        "finished": "2026-11-23T09:00:12Z",
        "seed": 7,
        "isolation": "process",
        "suite": "0.1.0",
        "profile": "full",
        "scope": "full",
    }
    about = {"name": app, "version": version, "manifest_digest": manifest_digest}
    report = Report(run, edition.id, edition.digest, about, verdict, counts, rows, tuple(cases))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(to_json(report), encoding="utf-8")
    lines = [{"format": "poincon/episodes/1", "run": run["id"]}, *recorder.events]
    (folder / "episodes.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return report


def _row(one: Requirement, own: list[CaseReport]) -> RequirementReport:
    verdict = worst([case.verdict for case in own]) or (Verdict.PASS if one.automated else None)
    return RequirementReport(
        one.id,
        one.revision,
        one.obligation,
        verdict,
        tuple(case.case for case in own),
        one.title,
        one.legal_standing.value,
        one.verification.method.value,
    )
