"""The record of a person, drawn part by part."""

from datetime import datetime

from sandbox.people.directory import Directory
from sandbox.people.history.appointments import draw_appointments
from sandbox.people.history.documents import draw_documents
from sandbox.people.history.imaging import draw_imaging
from sandbox.people.history.life import Life
from sandbox.people.history.measures import draw_measures
from sandbox.people.history.messages import draw_threads
from sandbox.people.history.prescriptions import draw_prescriptions
from sandbox.people.history.prevention import draw_prevention
from sandbox.people.history.stories import live
from sandbox.people.persona import Persona
from sandbox.people.record import Record


def history(persona: Persona, today: datetime, directory: Directory, neighbourhood: int = 0) -> Record:
    """Draw all that a person's record holds up to a day, and the appointments after it: always the same.

    Args:
        persona: whose.
        today: the (aware) moment the history leads up to.
        directory: who may have cared for them; its seed is that of the population.
        neighbourhood: the resident number of the first of the household, which decides who cares for them.
    """
    life = Life(persona, today, directory, neighbourhood)
    stories, conditions, allergies = live(life)
    vaccinations, screenings = draw_prevention(life)
    prescriptions = draw_prescriptions(life, stories, conditions, {one.code for one in allergies})
    imaging = draw_imaging(life, stories, screenings)
    booked = draw_appointments(life, stories)
    return Record(
        stories=stories,
        conditions=conditions,
        allergies=allergies,
        measures=draw_measures(life, stories),
        vaccinations=vaccinations,
        screenings=screenings,
        prescriptions=prescriptions,
        imaging=tuple(one.study for one in imaging),
        documents=draw_documents(
            life, stories, prescriptions=prescriptions, imaging=imaging, booked=booked, vaccinations=vaccinations
        ),
        appointments=tuple(one.appointment for one in booked),
        threads=draw_threads(life, stories),
    )
