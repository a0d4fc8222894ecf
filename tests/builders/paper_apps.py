"""An app and a space made of paper: they play the catalogue's plays and leave a transcript, without a socket.

`wrong` names what the app does wrong, `lost` which witness is missing; both empty, everything is as it must be.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builders.checking import EVERY_LANE
from builders.transcripts import Transcript, body, canary, mark

from conformance_suite import transcript
from conformance_suite.case import Case, catalogue, hook_up_cases
from conformance_suite.plays import Act, AwaitExpiry, Journey, Play, Prepare, Probe, Settle
from conformance_suite.weighing import weigh

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.plays import Step
    from conformance_suite.verdicts import Finding

PLAYED_ON_PAPER = frozenset(EVERY_LANE)  # what further cases add is proved on their defects and stored plays
APP = "http://127.0.0.1:9000"
SPACE = "https://localhost:8443/s/s1"
TOKEN = "https://localhost:8444/s/s1/oauth2/token"
AUTHORITY = "urn:oid:1.2.250.1.999.1"
SOLUTION = "1.2.250.1.999.2"
PROFILE = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight"


def case_of(case_id: str) -> Case:
    """The case of that id."""
    return next(row for row in (*catalogue(), *hook_up_cases()) if row.id == case_id)


def judge_on_paper(case_id: str, folder: Path, *, wrong: str = "", lost: str = "", patience: float = 30.0) -> Finding:
    """Play one case between its controls, read the files back and weigh it, in this process."""
    case = case_of(case_id)
    written = PaperRun(wrong=frozenset(wrong.split()), lost=frozenset(lost.split()), patience=patience)
    written.play_case(case)
    run = transcript.load(written.transcript.write(folder))
    return weigh(case, case.judge, run.of_case(case_id)[-1])


@dataclass
class PaperRun:
    """A whole run on paper."""

    wrong: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    patience: float = 30.0
    transcript: Transcript = field(default_factory=Transcript)

    def play_case(self, case: Case, *, replay: bool = False) -> None:
        """Control, case, control on an instance of the case's lane."""
        instance = {"shared": "i-1", "stall": "i-2", "twin": "i-3"}[case.play.lane]
        control = case.play.control()
        if not case.play.honest and "control_first" not in self.lost:
            self.play(control, None, "control_first", instance)
            if "first_try" in self.lost:  # the runner plays a failed control once more
                self.lost = self.lost - {"control_first:sign_in"}
                self.play(control, None, "control_first", instance)
        self.play(case.play, case.id, "replay" if replay else "case", instance)
        if not case.play.honest and "control_last" not in self.lost:
            self.play(control, None, "control_last", instance)
        if not replay:
            variant = {"play": {"variant": case.play.variant}}
            self.transcript.plan.append(
                {"case": case.id, "requirement": case.requirement, "not_played": None, **variant}
            )

    def play(self, play: Play, case: str | None, role: str, instance: str) -> None:
        """One episode."""
        episode = self.transcript.open(play, case=case, role=role, instance=instance, patience=self.patience)
        PaperEpisode(self, play, episode, role).run()

    @classmethod
    def whole(cls, *, wrong: str = "", lost: str = "") -> PaperRun:
        """Every case of the catalogue, one after the other."""
        run = cls(wrong=frozenset(wrong.split()), lost=frozenset(lost.split()))
        for case in catalogue():
            if case.id in PLAYED_ON_PAPER:
                run.play_case(case)
        return run


@dataclass
class PaperEpisode:
    """One episode being played: what the space knows of the person, what the app remembers."""

    paper: PaperRun
    play: Play
    episode: str
    role: str
    signed_in: bool = False
    expired: bool = False
    revoked: bool = False
    withdrawn: bool = False
    told: str | None = None  # why the app stopped, in the person's words
    refresh_token: str = ""
    calls_left: int = 0

    def run(self) -> None:
        """Play every step; the app may die on the way."""
        for step in self.play.steps:
            self._step(step)
        outcome = "aborted" if self._loses("played") else "played"
        reason = "the app ended" if outcome == "aborted" else None
        self._emit("episode_end", settled=self._script.t, outcome=outcome, reason=reason)

    def _step(self, step: Step) -> None:
        match step:
            case Probe(when):
                self._probe(when)
            case Journey("login", consent=consent):
                self._login(refused=consent == "refuse")
            case Journey("read_measures"):
                self._read()
            case Journey("write_measure"):
                self._write()
            case Journey("unpair"):
                self._unpair()
            case AwaitExpiry():
                self._script.wait(1.1)
                self._act("expire_access_token")
                self.expired = True
            case Act(act):
                self._act(act)
            case Settle():
                self._settle()
            case _:
                assert isinstance(step, Prepare) or step.__class__.__name__ == "NewBrowser"

    # --- small parts ---------------------------------------------------------------------------------------------

    @property
    def _script(self) -> Transcript:
        return self.paper.transcript

    @property
    def _index(self) -> int:
        return int(self.episode[2:])

    @property
    def _is_control(self) -> bool:
        return self.role.startswith("control")

    def _does(self, wrong: str) -> bool:
        return wrong in self.paper.wrong

    def _loses(self, witness: str) -> bool:
        """Whether this witness is missing: in controls when it says `control:`, in the case itself otherwise."""
        return (
            f"{self.role}:{witness}" in self.paper.lost
            or (witness in self.paper.lost and not self._is_control)
            or (f"control:{witness}" in self.paper.lost and self._is_control)
        )

    def _armed(self, fault: str) -> bool:
        return any(one.id == fault for one in self.play.faults) and not self._loses("delivery")

    def _emit(self, kind: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        return self._script.emit(kind, self.episode, **fields)

    def _exchange(self, endpoint: str, url: str, **given: Any) -> str:  # noqa: ANN401 - any JSON
        """One exchange, received now and answered 10 ms later, on a connection that is then closed in order."""
        received = self._script.t
        answered = self._script.wait(0.01)
        exchange = self._script.next("x")
        connection = given.get("connection") or self._script.next("c")
        self._emit(
            "exchange",
            id=exchange,
            by="space",
            endpoint=endpoint,
            connection=connection,
            listener="token" if endpoint == "token" else "main",
            request={
                "method": given.get("method", "GET"),
                "url": url,
                "headers": [],
                "body": body(given.get("sent"), "application/x-www-form-urlencoded"),
            },
            response={
                "status": given.get("status", 200),
                "headers": given.get("headers", []),
                "body": body(given.get("text"), "application/json"),
            },
            received=received,
            answered=answered,
            sent=given.get("left", "whole"),
            facts=given.get("facts", {}),
            faults=given.get("faults", []),
        )
        fate = given.get("fate", "closed")
        if fate:
            self._emit("connection", connection=connection, outcome=fate, after=exchange)
        return exchange

    def _visit(self, journey: str, path: str, started: float, **given: Any) -> str:  # noqa: ANN401 - any JSON
        """One request of the person to the app, answered now unless `error` says why not."""
        error = given.get("error")
        visit = self._script.next("v")
        status, text = given.get("status", 200), given.get("text", "")
        response = None if error else {"status": status, "headers": [], "body": body(text)}
        self._emit(
            "visit",
            id=visit,
            by="driver",
            journey=journey,
            step=0,
            browser="b-1",
            request={"method": "GET", "url": APP + path, "headers": [], "body": body(None)},
            response=response,
            error=error,
            started=started,
            answered=None if error else self._script.t,
            callback=given.get("callback", False),
        )
        return visit

    def _journey(self, name: str, started: float) -> None:
        outcome = "failed" if self._loses(f"journey_{name}") else "done"
        self._emit(
            "journey", journey=name, browser="b-1", outcome=outcome, reason=None, started=started, ended=self._script.t
        )

    # --- steps ---------------------------------------------------------------------------------------------------

    def _probe(self, when: str) -> None:
        if self._loses(f"no_{when}"):
            return
        started = self._script.t
        self._script.wait(0.01)
        name = f"Bonjour {self._index}" if self.signed_in else "Personne"
        visit = self._visit("session", "/me", started, text=name)
        signed_in: bool | None = self.signed_in or self._does("always_signed_in")
        if self._loses(f"probe_{when}"):
            signed_in = None
        others = ["p-99"] if self._does("shows_another_name") and not self._is_control and when == "after" else []
        if "crossing_in_control" in self.paper.wrong and self._is_control:
            others = ["p-99"]
        self._emit("probe", when=when, browser="b-1", visit=visit, signed_in=signed_in, names_seen=others)

    def _login(self, *, refused: bool) -> None:
        begun = self._script.t
        self._script.wait(0.02)
        self._visit("login", "/login", begun, status=302)
        self._authorize()
        self._exchange("sign_in", f"{SPACE}/sign-in", method="POST", status=303)
        altered = self._armed("state_altered")
        self._exchange(
            "consent", f"{SPACE}/consent", method="POST", status=303, faults=["state_altered"] if altered else []
        )
        started = self._script.t
        if self._loses("callback"):
            self._script.wait(1)
            self._visit("login", "/callback", started, error="reset", callback=True)
        elif refused:
            self._refused(started)
        else:
            self._callback(started, altered=altered)
        self._journey("login", begun)

    def _authorize(self) -> None:
        challenge = f"{self._index:0>43}"
        if self._does("reuses_challenge"):
            challenge = "A" * 43
        parameters = {
            "response_type=code": True,
            f"redirect_uri={APP}/callback": True,
            "scope=openid+identity+measures.read+measures.write": not self._does("asks_for_more"),
            "scope=openid+identity+measures.read+measures.write+documents.read": self._does("asks_for_more"),
            f"state=st-{self._index}": True,
            f"nonce=n-{self._index}": True,
            f"code_challenge={challenge}": not self._does("no_challenge"),
            "code_challenge_method=S256": not (self._does("plain_challenge") or self._does("no_challenge")),
        }
        if self._does("short_challenge"):
            parameters[f"code_challenge={challenge}"] = False
            parameters["code_challenge=abc"] = True
        url = f"{SPACE}/oauth2/authorize?" + "&".join(name for name, sent in parameters.items() if sent)
        self._exchange("authorize", url, status=303)
        if self._does("reloads"):
            self._exchange("authorize", url, status=303)

    def _refused(self, started: float) -> None:
        self._script.wait(0.02)
        path = f"/callback?error=access_denied&state=st-{self._index}"
        texts = {
            "blank_page": "<html><head><title>x</title></head></html>",
            "stack_trace": "Traceback (most recent call last):",
        }
        text = next((page for name, page in texts.items() if self._does(name)), "<p>Rien n'a été échangé.</p>")
        status = 500 if self._does("crash_page") else 200
        if self._does("redeems_anyway"):
            self._token_exchange([])
        if self._does("signs_in_anyway"):
            self.signed_in = True
        self._visit("login", path, started, status=status, text=text, callback=True)
        if self._does("asks_again"):
            self._authorize()

    def _callback(self, started: float, *, altered: bool) -> None:
        path = f"/callback?code={mark('code', f'{self._index:0>16}')}&state=st-{self._index}"
        self._script.wait(0.01)
        if altered and not self._does("ignores_state"):
            if self._does("redeems_anyway"):
                self._token_exchange([])
            self._visit("login", path, started, status=400, text="Demande inconnue", callback=True)
            return
        if self._armed("token_endpoint_hang"):
            self._hang(path, started)
            return
        if self._armed("certificate_expired"):
            self._bad_certificate(path, started)
            return
        faults = [one.id for one in self.play.faults if one.id.startswith("id_token")]
        self._token_exchange(faults if not self._loses("delivery") else [])
        accepted = not faults or self._does("accepts")
        self._script.wait(self.paper.patience + 1 if self._loses("quickness") else 0.02)
        self.signed_in = accepted and not self._loses("sign_in")
        self._visit("login", path, started, status=303 if accepted else 400, text="ok", callback=True)

    def _token_exchange(self, faults: list[str], connection: str | None = None) -> None:
        digest = f"{self._index:0>16}"
        length = 20 if self._does("short_verifier") else 43
        alphabet = "other" if self._does("odd_verifier") else "unreserved"
        form = {
            "grant_type=authorization_code": True,
            f"code={mark('code', digest)}": True,
            f"redirect_uri={APP}/callback": not self._does("no_redirect_uri"),
            f"code_verifier={mark('verifier', digest, length, alphabet)}": not self._does("no_verifier"),
        }
        matches = None if self._does("no_verifier") or self._does("no_challenge") else not self._does("other_verifier")
        in_url = self._does("code_in_url")
        for _ in range(2 if self._does("sends_code_twice") else 1):
            self._exchange(
                "token",
                TOKEN + (f"?code={mark('code', digest)}" if in_url else ""),
                method="POST",
                sent="&".join(name for name, sent in form.items() if sent),
                facts={
                    "grant_type": "authorization_code",
                    "verifier_matches": matches,
                    "parameters_in": "query" if in_url else "body",
                    "error": None,
                },
                faults=faults,
                fate="reset" if self._loses("reading") else "closed",
                left="partial" if self._loses("whole") else "whole",
                connection=connection,
            )
        self.refresh_token = f"{self._index:0>8}{'1':0>8}"

    def _hang(self, path: str, started: float) -> None:
        withheld = self._script.next("x")
        self._emit("request_received", id=withheld, endpoint="token")
        patience = self.paper.patience
        if self._does("waits_for_ever"):
            self._script.wait(patience + 1)
            self._visit("login", path, started, error="timeout", callback=True)
        elif self._does("answers_late"):
            self._script.wait(patience + 0.5)
            self._visit("login", path, started, status=502, text="Trop tard", callback=True)
        elif self._loses("answer"):
            self._script.wait(1)
            self._visit("login", path, started, error="reset", callback=True)
        else:
            self._script.wait(2)
            self.signed_in = self._does("accepts")
            self._visit("login", path, started, status=502, text="Réessayez plus tard", callback=True)

    def _bad_certificate(self, path: str, started: float) -> None:
        trusts = self._does("trusts_any_certificate")
        connection = self._script.next("c")
        self._emit(
            "handshake",
            connection=connection,
            listener="token",
            certificate="expired",
            hello=True,
            flight_sent=not self._loses("flight"),
            outcome="completed" if trusts else "reset" if self._loses("alert") else "alert",
            alert=None if trusts else "certificate_expired",
        )
        self._script.wait(0.02)
        if trusts:
            self._token_exchange([], connection)
            self.signed_in = not self._does("and_still_refuses")
        if self._does("accepts"):
            self.signed_in = True
        self._visit("login", path, started, status=502, text="Erreur", callback=True)

    def _act(self, act: str) -> None:
        self._script.wait(0.01)
        self._emit("act", act=act, persona=f"p-{self._index}")
        self._script.wait(0.01)
        self.revoked = self.revoked or act == "revoke_refresh_token"
        self.withdrawn = self.withdrawn or act == "withdraw_consent"

    def _refresh(self) -> bool:
        """Whether the app holds a live access token afterwards."""
        form = f"grant_type=refresh_token&refresh_token={mark('refresh_token', self.refresh_token)}"
        error = "invalid_grant" if self.revoked else None
        self._exchange(
            "token",
            TOKEN,
            method="POST",
            sent=form,
            status=400 if error else 200,
            text=json.dumps({"error": error} if error else {"access_token": "§"}),
            facts={"grant_type": "refresh_token", "error": error},
            fate="reset" if self._loses("reading") else "closed",
        )
        self.expired = bool(error)
        return not error

    def _read(self) -> None:
        begun = self._script.t
        self._script.wait(0.01)
        if self.told is not None and not self._does("keeps_dead_token") and not self._does("insists"):
            self._page(begun, self._words(self.told), [])
        elif self.expired and not self._does("never_refreshes") and not self._refreshed():
            self.told = "Reconnectez-vous."
            self._page(begun, self._words("Reconnectez-vous."), [])
        elif self.expired:
            self.told = "Reconnectez-vous."
            self._page(begun, "Votre session a expiré.", [])
        else:
            self._call_and_show(begun)

    def _refreshed(self) -> bool:
        alive = self._refresh()
        if not alive and self._does("refreshes_twice_in_a_row"):
            self._refresh()
        return alive

    def _call_and_show(self, begun: float) -> None:
        consent_gone = self.withdrawn and not self._loses("delivery")
        slipped = self._armed("search_other_patient")
        for _ in range(5 if consent_gone and self._does("insists") else 1):
            self._search(403 if consent_gone else 200, slipped=slipped)
        if consent_gone:
            self.told = "Vous avez retiré votre accord."
            self._page(begun, self._words(self.told), [])
            self.calls_left = 2 if self._does("calls_in_background") else 0
            return
        own = [] if self._is_control and "control:own_value" in self.paper.lost else [canary(self._index)]
        foreign = ["99.87"] if slipped and self._does("shows_foreign") else []
        self._page(begun, " ".join(f"{value.replace('.', ',')} kg" for value in (*own, *foreign)), own, foreign)
        if slipped and self._does("sends_foreign_on"):
            self._search(200, code="99.87")

    def _words(self, honest: str) -> str:
        """What the page says once something has ended; an app that hides it shows the page of before."""
        return f"{canary(self._index).replace('.', ',')} kg" if self._does("tells_nobody") else honest

    def _search(self, status: int, *, slipped: bool = False, code: str = "29463-7") -> None:
        who = {"system": AUTHORITY, "value": f"idpe-{self._index}"}
        own = _observation(who, float(canary(self._index)))
        other = _observation({"system": AUTHORITY, "value": "idpe-99"}, 99.87)
        entries = [{"resource": one} for one in ([own, other] if slipped else [own])]
        url = f"{SPACE}/api/mesures/fhir/Observation?code={code}&subject.identifier={AUTHORITY}%7C{who['value']}"
        self._exchange(
            "measures_read",
            url,
            status=status,
            text=json.dumps({"resourceType": "Bundle", "entry": entries} if status == 200 else {}),
            facts={"idpe": who["value"]},
            faults=["search_other_patient"] if slipped else [],
            fate="reset" if self._loses("reading") else "closed",
        )

    def _page(self, begun: float, text: str, own: list[str], foreign: list[str] | None = None) -> None:
        self._script.wait(0.01)
        gone = self._does("crashes_on_read") and not own
        html = f"<html><body><p>{text}</p></body></html>"
        visit = self._visit("read_measures", "/measures", begun, status=500 if gone else 200, text=html)
        self._journey("read_measures", begun)
        if self._loses("sight"):
            return
        self._emit(
            "sight",
            journey="read_measures",
            browser="b-1",
            visit=visit,
            own_values=own,
            foreign_values=foreign or [],
            names_seen=["p-99"] if foreign else [],
        )

    def _write(self) -> None:
        begun = self._script.t
        self._script.wait(0.01)
        observation = _observation({"system": AUTHORITY, "value": f"idpe-{self._index}"}, 72.5)
        if self._does("no_profile"):
            del observation["meta"]
        if self._does("other_subject"):
            observation["subject"]["identifier"]["value"] = "idpe-99"
        entry = {"fullUrl": "urn:uuid:1", "resource": observation, "request": {"method": "POST", "url": "Observation"}}
        bundle = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
        refused = self._does("no_profile") or self._does("other_subject")
        if not self._loses("write"):
            self._exchange(
                "measures_write",
                f"{SPACE}/api/mesures",
                method="POST",
                sent="weight=72.5" if self._does("writes_a_form") else bundle,
                status=422 if refused else 200,
                facts={"idpe": f"idpe-{self._index}", "assign_auth": AUTHORITY, "solution_oid": SOLUTION},
            )
        self._visit("write_measure", "/measures", begun, text="Envoyée")
        self._journey("write_measure", begun)

    def _unpair(self) -> None:
        begun = self._script.t
        self._script.wait(0.01)
        if not self._does("never_revokes"):
            self._exchange("revoke", f"{SPACE}/oauth2/revoke", method="POST", status=200)
        self.signed_in = False
        self._visit("unpair", "/unpair", begun, text="Terminé")
        self._journey("unpair", begun)
        self.calls_left = 1 if self._does("calls_in_background") else 0

    def _settle(self) -> None:
        self._script.wait(0.3)
        for _ in range(self.calls_left):
            self._search(403)


def _observation(identifier: dict[str, str], value: float) -> dict[str, Any]:
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
    return {
        "resourceType": "Observation",
        "meta": {"profile": [PROFILE]},
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}]},
        "subject": {"identifier": identifier},
        "effectiveDateTime": "2026-01-05T10:00:00+00:00",
        "valueQuantity": {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }
