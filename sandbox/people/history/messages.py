"""Threads between a person and a professional: the professional opens one, both write, the professional closes it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sandbox.people.history.life import Life
from sandbox.people.professional import Specialty
from sandbox.people.record import Message, StoryName, Thread

_WRITES: Final = 0.5
_CLOSED: Final = 0.6
_EXCHANGES: Final[dict[StoryName, tuple[Specialty, str, tuple[str, ...]]]] = {
    "healthy": (
        "general_practitioner",
        "Résultats de votre prise de sang",
        (
            "Bonjour, vos résultats sont dans votre espace. Ils sont normaux, aucun contrôle n'est nécessaire.",
            "Merci docteur. Dois-je continuer la vitamine D ?",
            "Oui, jusqu'au printemps. Bonne journée.",
        ),
    ),
    "childhood": (
        "paediatrician",
        "Certificat et vaccins",
        (
            "Bonjour, le certificat demandé est dans le carnet de votre enfant. Pensez au rappel de vaccin.",
            "Bonjour, merci. Peut-on venir un mercredi ?",
            "Oui, des créneaux sont ouverts le mercredi matin.",
        ),
    ),
    "hypertension": (
        "general_practitioner",
        "Relevé de tension",
        (
            "Bonjour, pouvez-vous saisir vos mesures de tension pendant trois jours, matin et soir ?",
            "Bonjour, c'est fait, elles sont dans mes mesures.",
            "Merci, la moyenne est satisfaisante. On ne change rien au traitement.",
        ),
    ),
    "diabetes": (
        "nurse",
        "Glycémies de la semaine",
        (
            "Bonjour, avez-vous eu des glycémies basses cette semaine ?",
            "Une fois avant le dîner, après du jardinage.",
            "Prenez une collation avant l'effort. Nous en reparlerons au prochain rendez-vous.",
        ),
    ),
    "pregnancy": (
        "midwife",
        "Préparation à la naissance",
        (
            "Bonjour, les séances commencent le mois prochain. Préférez-vous le matin ou l'après-midi ?",
            "Bonjour, plutôt l'après-midi.",
        ),
    ),
    "heart_failure": (
        "cardiologist",
        "Prise de poids",
        (
            "Bonjour, votre poids a augmenté de deux kilos en trois jours. Êtes-vous plus essoufflé ?",
            "Non, mais mes chevilles sont un peu gonflées le soir.",
            "Prenez contact avec le cabinet aujourd'hui pour avancer votre rendez-vous.",
        ),
    ),
}


def draw_threads(life: Life, stories: Collection[StoryName]) -> tuple[Thread, ...]:
    """Draw the threads, oldest first; a guardian writes for a minor, and the last message may be unread."""
    chance = life.chance("threads")
    writer = life.persona.relations.guardians[0] if life.persona.relations.guardians else life.persona.id
    found = []
    for story in stories:
        if story not in _EXCHANGES or chance.random() > _WRITES:
            continue
        specialty, subject, texts = _EXCHANGES[story]
        professional = life.sees(specialty)
        sent = life.opening_hours(life.ago(chance.randrange(4, 160)), chance)
        messages = []
        for place, text in enumerate(texts):
            if sent >= life.today:
                break
            messages.append((professional if place % 2 == 0 else writer, sent, text))
            sent += timedelta(minutes=chance.randrange(20, 1500))
            if place % 2:  # the professional's turn
                sent = life.opening_hours(sent.date() + timedelta(days=1), chance)
        found.append((subject, professional, messages, chance.random() < _CLOSED, chance.random() < _WRITES))
    threads = []
    for number, (subject, professional, messages, done, seen) in enumerate(
        sorted((one for one in found if one[2]), key=lambda one: one[2][0][1]), 1
    ):
        thread_id = f"{life.persona.id}-thread-{number}"
        written = tuple(
            Message(f"{thread_id}-{place}", sender, moment, text, read=place < len(messages) or seen)
            for place, (sender, moment, text) in enumerate(messages, 1)
        )
        complete = messages[-1][0] == professional and len(messages) > 1
        threads.append(Thread(thread_id, subject, professional, written, closed=done and complete))
    return tuple(threads)
