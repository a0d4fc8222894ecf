"""The whole story, through the front door: every step is a call that anyone with the same rights could make."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from catalogue_portal.demonstration import cast
from catalogue_portal.demonstration.assertion import client_assertion, new_key
from catalogue_portal.demonstration.narrator import Narrator, UntoldError
from catalogue_portal.demonstration.portal_client import PortalClient, RefusedError
from catalogue_portal.demonstration.stage import DeployedApp, ProductionSpace, Stage

FORGOTTEN_PKCE = ["AREQ-03"]
LONGEST_RUN = 600.0  # seconds
LONGEST_CONCLUSION = 60.0
LOOK_EVERY = 0.3
YEAR = timedelta(days=365)
FORBIDDEN = 403
HOOK_UP = "hook_up"  # how a requirement is verified that only the platform's own run, later, can speak to


@dataclass
class Story:
    """What is passed from one step to the next."""

    root: str
    stage: Stage
    narrator: Narrator
    statement_issuer: str
    statement_jwks_uri: str
    people: dict[str, PortalClient] = field(default_factory=dict)
    key: ECKey = field(default_factory=new_key)
    app: dict[str, Any] = field(default_factory=dict)
    release: dict[str, Any] = field(default_factory=dict)
    run: dict[str, Any] = field(default_factory=dict)
    dossier: dict[str, Any] = field(default_factory=dict)
    agreement: dict[str, Any] = field(default_factory=dict)
    label: dict[str, Any] = field(default_factory=dict)
    registration: dict[str, Any] = field(default_factory=dict)
    production: ProductionSpace | None = None
    deployed: DeployedApp | None = None

    def tell(self) -> None:
        """Play every step in order. Raises UntoldError at the first that does not go as told."""
        for step in (
            self._sign_in,
            self._register_the_app,
            self._refuse_the_defective_release,
            self._accept_the_mended_release,
            self._file_the_dossier,
            self._evaluate,
            self._decide,
            self._agree_and_hook_up,
            self._strike_the_label,
            self._give_credentials,
            self._open_production,
            self._pair_a_person,
            self._suspend,
        ):
            step()

    def close(self) -> None:
        """End what was started outside of the portal."""
        if self.deployed is not None:
            self.deployed.stop()
        if self.production is not None:
            self.production.stop()

    def _as(self, player: cast.Player) -> PortalClient:
        return self.people[player.email]

    # --- the publisher ---------------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        with self.narrator.step("The people of the story sign in."):
            for player in cast.CAST:
                self.people[player.email] = PortalClient(self.root).sign_in(player.email, cast.PASSWORD)
                self.narrator.see(f"{player.name:<18} {player.part:<30} {player.email}")

    def _register_the_app(self) -> None:
        with self.narrator.step("Alice registers her organisation and her app; the administrator verifies who she is."):
            alice = self._as(cast.PUBLISHER)
            wish = {"name": "Exemple Santé", "registration_number": "73282932000074"}
            organisation = alice.post("/api/v1/organisations", wish)
            state = self._as(cast.ADMINISTRATOR).post(
                f"/api/v1/organisations/{organisation['id']}/state", {"event": "verify"}
            )["state"]
            self.narrator.expect("the organisation", seen=state, wanted="verified")
            self.app = alice.post("/api/v1/apps", {"name": "Carnet Flask", "kind": "web"})
            self.narrator.look(f"{self.root}/apps/{self.app['id']}")

    def _refuse_the_defective_release(self) -> None:
        with self.narrator.step("Release 1.0.0 is checked in the mock health space, and refused: it forgot PKCE."):
            run = self._check(self.stage.releases()[0], profile="smoke")
            self.narrator.expect("the verdict", seen=run["verdict"], wanted="nonconformant")
            report = self._as(cast.PUBLISHER).get(f"/api/v1/runs/{run['id']}/report")
            failed = [case for case in report["cases"] if case["verdict"] == "fail" and case["obligation"] == "SHALL"]
            said = sorted(case["case"] for case in failed)
            self.narrator.expect("what failed of what binds", seen=said, wanted=FORGOTTEN_PKCE)
            for case in failed:
                self.narrator.see(f"{case['case']} {case['requirement']}: {case['message']['en']}")
                self.narrator.see(f"How to mend it: {case['remediation']['en']}")
            self.narrator.look(f"{self.root}/runs/{run['id']}")

    def _accept_the_mended_release(self) -> None:
        with self.narrator.step("Release 1.0.1 asks for PKCE. The same suite finds nothing left."):
            self.run = self._check(self.stage.releases()[1], profile="full")
            self.narrator.expect("the verdict", seen=self.run["verdict"], wanted="conformant")
            self.narrator.see(", ".join(f"{name} {count}" for name, count in self.run["counts"].items() if count))
            self.narrator.look(f"{self.root}/runs/{self.run['id']}")

    def _check(self, folder: Path, *, profile: str) -> dict[str, Any]:
        alice = self._as(cast.PUBLISHER)
        self.release = alice.post(f"/api/v1/apps/{self.app['id']}/releases", {"folder": str(folder)})
        run = alice.post(f"/api/v1/releases/{self.release['id']}/runs", {"profile": profile})
        return self._finished(run["id"])

    def _finished(self, run_id: str) -> dict[str, Any]:
        """Wait for a run, telling what the worker tells."""
        alice, seen, ends = self._as(cast.PUBLISHER), 0, time.monotonic() + LONGEST_RUN
        while time.monotonic() < ends:
            run: dict[str, Any] = alice.get(f"/api/v1/runs/{run_id}")
            for event in alice.get(f"/api/v1/runs/{run_id}/events?after={seen}"):
                seen = event["number"]
                self.narrator.see(f"· {event['message_en']}")
            if run["state"] not in {"queued", "running", "waiting", "cancelling"}:
                self.narrator.expect("the run", seen=run["state"], wanted="finished")
                return run
            time.sleep(LOOK_EVERY)
        raise UntoldError(f"run {run_id} did not end within {LONGEST_RUN:g} s")

    def _file_the_dossier(self) -> None:
        with self.narrator.step(
            "Alice files her dossier: why each access, for how long, what people consent to, evidence."
        ):
            alice = self._as(cast.PUBLISHER)
            dossier = alice.post("/api/v1/dossiers", {"release": self.release["id"], "run": self.run["id"]})
            path = f"/api/v1/dossiers/{dossier['id']}"
            accesses = [
                {
                    "family": family,
                    "direction": direction,
                    "need": "The person follows their weight and blood pressure over time.",
                    "modalities": "On the person's own request, never in the background.",
                    "retention": "Until the person ends the pairing, thirteen months at most.",
                }
                for family, directions in self.release["exchanges"].items()
                for direction in directions
            ]
            described = {
                "justifications": accesses,
                "consent_text": "J'accepte que Carnet lise et ajoute mes mesures de poids et de tension.",
                "security_conditions": "Tokens stay on the server; transport is TLS 1.2 or newer; access is traced.",
            }
            alice.put(f"{path}/description", described)
            slots = [slot for slot in alice.get(path)["evidence"] if slot["machine_verdict"] is None]
            supplied = [slot["requirement"] for slot in slots if slot["verification"] != HOOK_UP]
            for requirement in supplied:
                statement = {"statement": "See the document of this name, version of November 2026."}
                alice.put(f"{path}/evidence/{requirement}", statement)
            self.narrator.see(f"evidence for {len(supplied)} requirements that people read: {', '.join(supplied)}")
            self.dossier = alice.post(f"{path}/submission")
            self.narrator.expect("the dossier", seen=self.dossier["state"], wanted="submitted")
            self.narrator.look(f"{self.root}/dossiers/{self.dossier['id']}")

    # --- the ministry ----------------------------------------------------------------------------------------------

    def _evaluate(self) -> None:
        with self.narrator.step("Rémi evaluates, requirement by requirement, and writes the committee's opinion."):
            remi, path = self._as(cast.REVIEWER), f"/api/v1/dossiers/{self.dossier['id']}"
            remi.post(f"{path}/admission")
            remi.post(f"{path}/review")
            slots = [slot for slot in remi.get(path)["evidence"] if slot["verification"] != HOOK_UP]
            proven = [slot["requirement"] for slot in slots if slot["machine_verdict"] == "pass"]
            weighed = "Every check of the run passed; its exchanges were read."
            remi.post(f"{path}/findings", {"requirements": proven, "rationale": weighed})
            for slot in slots:
                if (machine := slot["machine_verdict"]) != "pass":
                    weighed = f"The run says {machine}, and why was read." if machine else "The document was read."
                    remi.post(f"{path}/findings/{slot['requirement']}", {"outcome": "met", "rationale": weighed})
            self.narrator.see(f"{len(slots)} findings, {len(proven)} of them together on what the run proved")
            self.narrator.see("A machine's verdict supports a finding, it is never the finding.")
            opinion = {"sense": "favourable", "reasons": "Every requirement of the edition is met."}
            remi.post(f"{path}/opinion", opinion)
            self.narrator.see("The committee's opinion: favourable.")

    def _decide(self) -> None:
        with self.narrator.step("Who wrote the opinion may not decide. Another person does."):
            path = f"/api/v1/dossiers/{self.dossier['id']}/approval"
            try:
                self._as(cast.REVIEWER).post(path, {"reasons": "I agree with myself."})
            except RefusedError as refused:
                self.narrator.expect("Rémi's attempt", seen=refused.status, wanted=FORBIDDEN)
                self.narrator.see(f"Rémi tries: {refused}")
            else:
                raise UntoldError("the author of the opinion could decide")
            decision = self._as(cast.DECIDER).post(path, {"reasons": "Favourable opinion, followed."})
            self.narrator.expect("the decision", seen=decision["sense"], wanted="approved")
            self.narrator.see("Denise approves.")

    def _agree_and_hook_up(self) -> None:
        with self.narrator.step("Three parties sign; then the platform itself plays every exchange they agreed on."):
            denise = self._as(cast.DECIDER)
            terms = {
                "scopes": self.release["scopes"],
                "purposes": self.release["purposes"],
                "exchanges": self.release["exchanges"],
                "ends_at": (datetime.now(UTC) + YEAR).isoformat(timespec="seconds"),
            }
            agreement = denise.post(f"/api/v1/dossiers/{self.dossier['id']}/agreements", terms)
            path = f"/api/v1/agreements/{agreement['id']}"
            denise.post(f"{path}/opening")
            self._sign(path, cast.PUBLISHER, "publisher", "Managing director")
            self._sign(path, cast.DECIDER, "minister", "For the minister, by delegation")
            self._sign(path, cast.ADMINISTRATOR, "cnam", "For the director general of CNAM")
            hooked = self._as(cast.PUBLISHER).post(f"{path}/hook-up")
            run = self._finished(hooked["hook_up_run"])
            self.narrator.expect("the hook-up", seen=run["verdict"], wanted="conformant")
            self.agreement = self._in_force(path)
            self.narrator.look(f"{self.root}/agreements/{agreement['id']}")

    def _in_force(self, path: str) -> dict[str, Any]:
        """The portal draws the conclusion from the run by itself, within seconds."""
        ends = time.monotonic() + LONGEST_CONCLUSION
        while time.monotonic() < ends:
            agreement: dict[str, Any] = self._as(cast.PUBLISHER).get(path)
            if agreement["state"] != "hook_up":
                self.narrator.expect("the agreement", seen=agreement["state"], wanted="in_force")
                return agreement
            time.sleep(LOOK_EVERY)
        raise UntoldError("the agreement did not come into force")

    def _sign(self, path: str, player: cast.Player, party: str, capacity: str) -> None:
        self._as(player).post(f"{path}/signatures", {"party": party, "capacity": capacity})
        self.narrator.see(f"{player.name} signs for {party}.")

    # --- the label and what it opens -------------------------------------------------------------------------------

    def _strike_the_label(self) -> None:
        with self.narrator.step("The label is struck, published, and verified by a program that trusts nobody."):
            self.label = self._as(cast.DECIDER).post("/api/v1/labels", {"agreement": self.agreement["id"]})
            code, said = self.stage.verify(self.label["label"])
            self.narrator.see(f"$ poincon verify label.jwt\n{said}")
            self.narrator.expect("the exit code of verify", seen=code, wanted=0)
            self.narrator.look(f"{self.root}/catalogue/{self.app['id']}")

    def _give_credentials(self) -> None:
        with self.narrator.step("Alice's app gets its registration, and a token of its own by private_key_jwt."):
            wish = {
                "label": self.label["id"],
                "jwks": {"keys": [self.key.as_dict(private=False)]},
                "redirect_uris": list(self.stage.production_redirect_uris()),
            }
            self.registration = self._as(cast.PUBLISHER).post("/api/v1/credentials", wish)
            said = self._ask_for_a_token()
            self.narrator.see(
                f"client {self.registration['client_id']}: token of {said['expires_in']} s, {said['scope']}"
            )
            self.narrator.see("These scopes open the portal only: no token of ours opens a person's data without them.")

    def _ask_for_a_token(self) -> dict[str, Any]:
        portal = PortalClient(self.root)
        server = portal.get("/.well-known/oauth-authorization-server")
        path = server["token_endpoint"].removeprefix(portal.root)
        proof = client_assertion(self.key, self.registration["client_id"], server["issuer"])
        answer: dict[str, Any] = portal.form(path, {"grant_type": "client_credentials", **proof})
        return answer

    def _open_production(self) -> None:
        with self.narrator.step("With a signed software statement the app registers at the production space."):
            self.production = self.stage.open_production(
                statement_issuer=self.statement_issuer, statement_jwks_uri=self.statement_jwks_uri
            )
            path = f"/api/v1/credentials/{self.registration['client_id']}/software-statements"
            statement = self._as(cast.PUBLISHER).post(path, {"audience": self.production.issuer})
            client_id = self.production.register(statement["software_statement"])
            self.narrator.see(f"{self.production.issuer} registers it as {client_id}.")
            self.deployed = self.production.deploy(client_id, self.key.as_dict(private=True))

    def _pair_a_person(self) -> None:
        with self.narrator.step("A person pairs with the app, and sees their own measure."):
            if self.deployed is None:
                raise UntoldError("the app is not deployed")
            name = self.deployed.pair()
            self.narrator.expect("somebody is paired", seen=bool(name), wanted=True)
            self.narrator.see(f"Paired: {name}")
            self.narrator.see(self.deployed.read())

    def _suspend(self) -> None:
        with self.narrator.step("Denise suspends the label, urgently and alone. The next token is refused everywhere."):
            if self.deployed is None:
                raise UntoldError("the app is not deployed")
            reasons = {
                "kind": "urgent_suspension",
                "ground": "security",
                "reasons_in_law": "Public Health Code, R. 1111-38; agreement, article on suspension.",
                "reasons_in_fact": "A leak of measures was reported this morning.",
            }
            self._as(cast.DECIDER).post(f"/api/v1/labels/{self.label['id']}/proceedings", reasons)
            code, said = self.stage.verify(self.label["label"])
            self.narrator.see(f"$ poincon verify label.jwt\n{said}")
            self.narrator.expect("verify refuses", seen=code != 0, wanted=True)
            try:
                self._ask_for_a_token()
            except RefusedError as refused:
                self.narrator.see(f"Portal: {refused}")
            else:
                raise UntoldError("a suspended app still gets a token of the portal")
            page = self.deployed.pair_again()
            self.narrator.expect("nobody can pair", seen=page.startswith("refused"), wanted=True)
            self.narrator.see(f"Production space, as the app tells the next person: {page}")
            self.narrator.see("It lapses unless a second person confirms it in time: nobody suspends for good alone.")
            self.narrator.look(f"{self.root}/catalogue/{self.app['id']}")
