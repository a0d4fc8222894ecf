"""From a release to its label, its credential and its suspension, by what stands on the pages and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.reading_person import ReadingPerson
from builders.site import client_of
from builders.told_story import PEOPLE, finish, finish_started
from joserfc.jwk import ECKey

from catalogue_portal.agreements import service as agreements
from catalogue_portal.dossiers.repository import dossiers_of_release
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import Outcome

if TYPE_CHECKING:
    from builders.told_story import Story

BECAUSE = "Seen in the file and in the report."


@pytest.fixture
def people(own_story: Story) -> dict[str, ReadingPerson]:
    """Everybody of the story, reading English."""
    app = portal_app(own_story.context)
    return {who: ReadingPerson(client_of(app, own_story, who, language="en")) for who in PEOPLE}


def test_release_becomes_a_labelled_app_and_can_be_suspended(
    own_story: Story, people: dict[str, ReadingPerson]
) -> None:
    camille, nadia, olivier, mireille, yann = (people[who] for who in PEOPLE)
    release_id, context = own_story.ids["Carnet de tension 2.5.0"], own_story.context
    digest = own_story.ids[f"digest {release_id}"]
    finish_started(own_story, own_story.ids["live run"], app=("Carnet de tension", "2.5.0"), digest=digest)

    camille.open(f"/releases/{release_id}").press("File a dossier")
    camille.press("Save the file", **_file_of(own_story, release_id))
    camille.press("Submit the dossier")
    dossier = camille.path
    assert camille.sees("The office looks whether the file is complete.")

    nadia.open("/reviews").follow("Carnet de tension 2.5.0").press("Find it complete").press("Begin the evaluation")
    nadia.follow("Ask for a complement").press("Send the question", question="Which host keeps the data?")
    camille.open(dossier).follow("Answer the office").press("Send the answer", answer="A certified host, see annex B.")
    nadia.open(dossier).follow("Evaluate")
    _weigh_everything(own_story, nadia, dossier)
    nadia.follow("Write down the opinion").press("Write down this opinion", sense="favourable", reasons=BECAUSE)

    olivier.open(dossier).follow("Approve the listing").press("Approve the listing", reasons=BECAUSE)
    ends_on = (context.clock.now() + timedelta(days=300)).date().isoformat()
    olivier.follow("Draft the agreement").press("Draft the agreement", ends_on=ends_on).press("Open for signature")
    agreement = olivier.path
    for person, words in ((camille, "the publisher"), (mireille, "the minister"), (yann, "CNAM")):
        person.open(agreement).follow(f"Sign for {words}").press("Sign", capacity="Entitled to sign")
    camille.open(agreement).press("Play the hook-up")
    _play_the_hook_up(own_story, agreement.rpartition("/")[2], digest)
    olivier.open(agreement).press("Strike the label")
    catalogue_page = olivier.path
    assert olivier.sees("Label of conformity")
    assert camille.open(dossier).sees("The label is struck")

    camille.open(catalogue_page).follow("Get credentials")
    camille.press("Enter the registry", redirect_uris="https://carnet.example/callback", jwks=_public_keys())
    camille.press("Sign a statement", audience="https://space.example/s/mes")
    assert camille.page.select_one("#statement-text") is not None

    nadia.open(catalogue_page).follow("Suspend at once")
    nadia.press("Suspend at once", ground="security", reasons_in_law=BECAUSE, reasons_in_fact=BECAUSE)
    proceeding = nadia.path
    assert olivier.open(catalogue_page).sees("The label is suspended")
    assert camille.open(catalogue_page).follow("Credentials").sees("They open nothing: the label is not in force.")
    camille.open(proceeding).follow("Give our observations").press(
        "Send the observations", observations="The update was withdrawn at once."
    )
    olivier.open(proceeding).follow("Confirm as second person").press("Confirm", reasons=BECAUSE)
    olivier.follow("Propose to lift the measure").press("Propose it", reasons=BECAUSE)
    assert olivier.open(catalogue_page).sees("The label is suspended")
    mireille.open(proceeding).follow("Lift the measure").press("Lift it", reasons=BECAUSE)
    assert olivier.open(catalogue_page).sees("Valid")


def test_pages_offer_nobody_what_the_domain_refuses_them(own_story: Story, people: dict[str, ReadingPerson]) -> None:
    dossier = f"/dossiers/{own_story.ids['open dossier']}"
    assert people["camille"].open(dossier).ways == ["Withdraw the dossier"]
    assert "Evaluate" in people["nadia"].open(dossier).ways
    assert "Approve the listing" not in people["olivier"].open(dossier).ways
    assert people["yann"].open(dossier).ways == ["Recuse myself", "See the evaluation"]
    assert not people["yann"].follow("See the evaluation").page.select("main section.sheet form")


def test_closed_way_says_why(own_story: Story, people: dict[str, ReadingPerson]) -> None:
    nadia = people["nadia"].open(f"/dossiers/{own_story.ids['open dossier']}/evaluation")
    assert "Write down the opinion" not in nadia.ways
    assert nadia.sees("Requirements are still to be weighed.")


def _file_of(story: Story, release_id: str) -> dict[str, str]:
    with story.context.database.reading() as session:
        dossier = dossiers_of_release(session, release_id)[0]
        typed = {"consent_text": "Carnet lit vos mesures.", "security_conditions": "Encrypted at rest."}
        for one in dossier.accesses:
            place = f"{one.family}.{one.direction}"
            typed |= {
                f"need.{place}": "To show it.",
                f"modalities.{place}": "At a visit.",
                f"retention.{place}": "2 years",
            }
        for slot in dossier.evidence:
            if slot.needs_a_statement:
                typed[f"statement.{slot.requirement}"] = "See the annex."
    return typed


def _weigh_everything(story: Story, nadia: ReadingPerson, dossier: str) -> None:
    """Together what the run proved, then one by one: the first and the last by the page, those between without it."""
    requirements = [str(one["id"]) for one in nadia.page.select("main section.sheet")]
    to_weigh = len(requirements) - 1  # the one that is left is proven by the hook-up
    proven = [str(one["value"]) for one in nadia.page.select("#together input[name=requirements][checked]")]
    nadia.press("Find them met", rationale=BECAUSE)
    assert nadia.sees(f"{len(proven)} of {to_weigh} weighed")
    nadia.follow("Show only what is still to be weighed")
    left = [str(one["id"]) for one in nadia.page.select("main section.sheet")]
    assert set(left) < set(requirements) - set(proven)
    first, *between, last = left
    _weigh(nadia, first)
    with story.context.database.writing() as session:
        for requirement in between:
            reviews.find(
                session,
                story.actors["nadia"],
                dossier.rpartition("/")[2],
                requirement,
                outcome=Outcome.MET,
                rationale=BECAUSE,
            )
    _weigh(nadia.open(nadia.path), last)
    assert nadia.sees("Everything is weighed.")
    nadia.follow("Show every requirement")
    assert [str(one["id"]) for one in nadia.page.select("main section.sheet")] == requirements
    assert nadia.sees(f"{to_weigh} of {to_weigh} weighed")


def _weigh(nadia: ReadingPerson, requirement: str) -> None:
    button = nadia.page.select_one(f"#{requirement} button")
    assert button is not None
    nadia.press(" ".join(button.get_text(" ", strip=True).split()), outcome="met", rationale=BECAUSE)


def _play_the_hook_up(story: Story, agreement_id: str, digest: str) -> None:
    here, camille = story.context, story.actors["camille"]
    with here.database.reading() as session:
        run_id = agreements.repository.visible_agreement(session, camille, agreement_id).hook_up_run_id
    finish(story, str(run_id), app=("Carnet de tension", "2.5.0"), digest=digest)
    with here.database.writing() as session:
        agreements.settle_hook_ups(session)


def _public_keys() -> str:
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
    return json.dumps({"keys": [key.as_dict(private=False)]})
