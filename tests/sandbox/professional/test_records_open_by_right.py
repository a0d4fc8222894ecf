"""What opens a record to a professional: agreement, being the attending physician, an emergency; and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.consulting import Consulting, consult
from builders.spaces import Bench

from sandbox.fhir.acts import ACTS
from sandbox.fhir.interactions.call import settle_record
from sandbox.holder import emergencies
from sandbox.holder.emergencies import Emergencies
from sandbox.holder.professional_rights import RightsOfProfessionals
from sandbox.inferred import inferred
from sandbox.people.people import People

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.people.persona import Persona

HIDING = "Réservé au médecin traitant"


@pytest.fixture
def persona(bench: Bench) -> Persona:
    return bench.persona()


def rights(bench: Bench) -> RightsOfProfessionals:
    return bench.space.part(RightsOfProfessionals)


def put_document(bench: Bench, persona: Persona, **parameters: object) -> None:
    [(api, act)] = ACTS["write_document"]
    settle_record(bench.space, api, persona)
    act(bench.space, persona, parameters)  # type: ignore[arg-type]  # JSON


def test_a_record_not_read_before_is_shut(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.found(persona)
    document = bench.space.part(People).record(persona).documents[0]

    shut = somebody.get(page)

    assert shut.status_code == 200
    assert 'id="agreement"' in shut.text
    assert 'id="emergency"' in shut.text
    assert document.title not in shut.text
    assert 'id="documents"' not in shut.text
    assert bench.exchange.facts["refusal"] == "consent_needed"
    for answer in (somebody.get(f"{page}/datamatrix.svg"), somebody.get(f"{page}/documents/{document.id}")):
        assert answer.status_code == 404
    refused = somebody.post(f"{page}/documents", kind="report", title="t", text="t")
    assert refused.status_code == 422
    assert 'id="documents"' not in refused.text


def test_the_patients_agreement_opens_it_from_now_on(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.found(persona)
    without = somebody.post(f"{page}/agreement")
    assert (without.status_code, 'role="alert"' in without.text) == (422, True)
    assert rights(bench).of(persona).allowed == ()

    assert somebody.post(f"{page}/agreement", agreed="yes").status_code == 303

    assert bench.exchange.facts["agreed"] is True
    assert rights(bench).of(persona).allowed == (somebody.doctor.id,)
    opened = somebody.get(page)
    assert 'id="documents"' in opened.text
    assert (bench.exchange.facts["persona"], bench.exchange.facts["right"]) == (persona.id, "allowed")
    assert bench.exchange.facts["professional"] == somebody.doctor.id
    again = consult(bench, 1)
    assert 'id="documents"' in again.get(again.found(persona)).text


def test_what_is_masked_only_the_attending_physician_sees(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    put_document(bench, persona, title=HIDING, masked=True)
    attending = consult(bench, professional=persona.attending)
    page, theirs = somebody.agree(persona), attending.found(persona)

    assert HIDING not in somebody.titles(page)
    assert HIDING in attending.titles(theirs)
    link = attending.link(theirs, HIDING).partition("/documents/")[2]
    for path in (f"{page}/documents/{link}", f"{page}/documents/{link}/file"):
        assert somebody.get(path).status_code == 404
        assert HIDING not in somebody.get(path).text
    assert attending.get(f"{theirs}/documents/{link}").status_code == 200
    assert bench.exchange.facts["right"] == "attending"
    rights(bench).put(persona, rights(bench).of(persona).with_attending(somebody.doctor.id))
    assert HIDING in somebody.titles(page)
    assert attending.get(f"{theirs}/documents/{link}").status_code == 404


def test_documents_and_measures_are_read(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    put_document(bench, persona, title="Consultation du jour", text="Première ligne.\nSeconde ligne.", kind="report")
    put_document(bench, persona, title="Lettre de sortie", text="Sortie ce jour.", kind="discharge_letter")
    page = somebody.agree(persona)
    text = somebody.get(page).text

    assert persona.canary["bodyweight"].replace(".", ",") in text  # the page is in French
    letter = somebody.get(somebody.link(page, "Lettre de sortie"))
    assert "Sortie ce jour." in letter.text
    assert bench.exchange.facts["document"]
    report = somebody.get(f"{somebody.link(page, 'Consultation du jour')}/file")
    assert report.content_type == "application/pdf"  # the file inside the CDA document
    assert report.data.startswith(b"%PDF-")
    written = somebody.get(f"{somebody.link(page, 'Lettre de sortie')}/file")
    assert written.content_type.startswith("text/xml")
    assert written.headers["Content-Disposition"] == "attachment"
    for title in somebody.titles(page):
        link = somebody.link(page, title)
        assert somebody.get(link).status_code == 200
        answer = somebody.get(f"{link}/file")
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_emergency_opens_for_an_hour_and_is_told(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.found(persona)

    assert somebody.post(f"{page}/emergency", reason="Inconscient, allergie à vérifier").status_code == 303

    [told] = bench.space.part(Emergencies).untold(persona.id)
    assert (told.professional_id, told.reason) == (somebody.doctor.id, "Inconscient, allergie à vérifier")
    assert 'id="documents"' in somebody.get(page).text
    assert bench.exchange.facts["right"] == "emergency"
    bench.clock.advance(inferred().holder.emergency + 1)
    assert 'id="documents"' not in somebody.get(page).text
    assert rights(bench).of(persona).allowed == ()


def test_a_form_of_an_emergency_sent_twice_tells_once(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.found(persona)
    first = somebody.submission(page)

    assert somebody.post(f"{page}/emergency", reason="", submission=first).status_code == 422
    for _ in range(2):
        assert somebody.post(f"{page}/emergency", reason="Inconscient", submission=first).status_code == 303

    assert len(bench.space.part(Emergencies).untold(persona.id)) == 1
    somebody.post(f"{page}/emergency", reason="Inconscient", submission="another")
    assert len(bench.space.part(Emergencies).untold(persona.id)) == 2


@pytest.mark.parametrize("reason", ["", "   ", "...", "123"])
def test_an_emergency_needs_a_reason(bench: Bench, somebody: Consulting, persona: Persona, reason: str) -> None:
    page = somebody.found(persona)
    answer = somebody.post(f"{page}/emergency", reason=reason)

    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert bench.space.part(Emergencies).of_holder(persona.id) == ()
    assert 'id="documents"' not in somebody.get(page).text


def test_who_opposes_emergencies_is_not_opened(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.found(persona)
    rights(bench).put(persona, rights(bench).of(persona).with_emergency(opposed=True))

    answer = somebody.post(f"{page}/emergency", reason="inconscient")

    assert answer.status_code == 403
    assert bench.space.part(Emergencies).of_holder(persona.id) == ()
    assert 'id="documents"' not in somebody.get(page).text


def test_no_emergency_without_its_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails while the trace is written leaves the record shut."""
    bench = Bench(state_dir=tmp_path)
    somebody, persona = consult(bench, 1), bench.persona()
    page = somebody.found(persona)

    def no_disk(*_anything: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("sandbox.kept_rows.keep", no_disk)
        assert somebody.post(f"{page}/emergency", reason="inconscient").status_code == 500
    assert 'id="documents"' not in somebody.get(page).text
    assert bench.space.part(Emergencies).of_holder(persona.id) == ()
    assert emergencies.decision_for(bench.space, persona, somebody.doctor.id).refusal == "consent_needed"

    assert somebody.post(f"{page}/emergency", reason="inconscient").status_code == 303
    again = Bench(state_dir=tmp_path)  # the process was killed here
    [told] = again.space.part(Emergencies).untold(persona.id)
    assert told.reason == "inconscient"


def test_two_professionals_at_once_stay_apart(bench: Bench, somebody: Consulting) -> None:
    first, second, other = bench.persona(), bench.persona(), consult(bench, 2)
    mine, theirs = somebody.agree(first), other.agree(second)

    assert second.name not in somebody.get(mine).text
    assert second.name not in somebody.get().text
    for path in (theirs, f"{theirs}/datamatrix.svg", other.link(theirs, other.titles(theirs)[0])):
        answer = somebody.get(path)
        assert answer.status_code == 404
        assert second.name not in answer.text
    assert 'id="agreement"' in other.get(other.found(first)).text


def test_numbers_of_others_lead_nowhere(bench: Bench, somebody: Consulting) -> None:
    """A document of one patient is not read through the page of another; personas have no address here."""
    first, second = bench.persona(), bench.persona()
    mine, hers = somebody.agree(first), somebody.agree(second)
    document = somebody.link(hers, somebody.titles(hers)[0]).partition("/documents/")[2]

    for path in (
        f"{mine}/documents/{document}",
        f"{mine}/documents/{document}/file",
        f"/patients/{second.id}",
        f"/patients/{second.ins.matricule}",
        f"{mine}/documents/x",
    ):
        answer = somebody.get(path)
        assert answer.status_code == 404, path
        assert second.name not in answer.text
    assert somebody.post(f"{mine}/documents/{document}/announcement").status_code == 404


def test_no_form_of_another_site_is_taken(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page, other = somebody.found(persona), consult(bench, 2)
    for path in (
        "/find",
        "/sign-out",
        f"{page}/agreement",
        f"{page}/emergency",
        f"{page}/identity",
        f"{page}/documents",
    ):
        for csrf in ("", other.csrf):
            answer = bench.post(
                f"/pro{path}", somebody.browser, data={"csrf": csrf, "agreed": "yes", "reason": "urgent"}
            )
            assert answer.status_code == 400
    assert rights(bench).of(persona).allowed == ()
    assert bench.space.part(Emergencies).of_holder(persona.id) == ()
    assert somebody.get().status_code == 200


def test_nothing_is_open_without_signing_in(bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.agree(persona)
    document = somebody.link(page, somebody.titles(page)[0])
    stranger = bench.browser()
    for path in ("", page, document, f"{document}/file", f"{page}/datamatrix.svg"):
        answer = bench.get(f"/pro{path}", stranger)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{bench.space.issuer}/pro/sign-in"
    assert bench.post(f"/pro{page}/documents", stranger, data={}).status_code == 303


def test_pages_run_nothing_and_are_kept_nowhere(somebody: Consulting, persona: Persona) -> None:
    page = somebody.qualified(persona)
    for path in ("", page, somebody.link(page, somebody.titles(page)[0])):
        answer = somebody.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "<script" not in answer.text
        assert " style=" not in answer.text
