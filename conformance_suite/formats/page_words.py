"""The words of the report's page, in both languages."""

from __future__ import annotations

from doctrine.model import Bilingual

WORDS = {
    "heading": Bilingual("Rapport de conformité", "Conformance report"),
    "language": Bilingual("Langue", "Language"),
    "level": Bilingual("Lecture", "Reading level"),
    "owner": Bilingual("Pour qui décide", "For a product owner"),
    "developer": Bilingual("Pour qui développe", "For a developer"),
    "skip": Bilingual("Aller au verdict", "Go to the verdict"),
    "verdict": Bilingual("Verdict", "Verdict"),
    "doctrine": Bilingual("Référentiel", "Doctrine"),
    "scope": Bilingual("Portée", "Scope"),
    "run": Bilingual("Essai", "Run"),
    "played": Bilingual("Joué", "Played"),
    "supports": Bilingual(
        "Le verdict porte sur les cas joués. Il appuie l’avis d’un instructeur, il ne le remplace pas.",
        "The verdict speaks of the cases that were played. It supports a reviewer’s finding; it is never the finding.",
    ),
    "mend_first": Bilingual("À corriger d’abord", "What to mend first"),
    "nothing_to_mend": Bilingual(
        "Aucune exigence obligatoire n’est en défaut.", "No mandatory requirement is at fault."
    ),
    "facts": Bilingual(
        "Ce que le manifeste déclare, et ce qui a été vu", "What the manifest declares, and what was seen"
    ),
    "contradicted": Bilingual("déclaration contredite", "declaration contradicted"),
    "never_seen": Bilingual("déclaré, jamais vu", "declared, never seen"),
    "would_apply": Bilingual("S’appliqueraient, ou obligeraient davantage", "These would apply, or bind more"),
    "seen_in": Bilingual("Vu dans", "Seen in"),
    "requirements": Bilingual("Exigence par exigence", "Requirement by requirement"),
    "happened": Bilingual("Ce qui s’est passé", "What happened"),
    "to_mend": Bilingual("Pour y remédier", "To mend it"),
    "asked": Bilingual("Ce qui est demandé", "What is asked"),
    "space": Bilingual("Ce que fait l’espace", "What the space does"),
    "app": Bilingual("Ce que fait une application sûre", "What a safe app does"),
    "in_manifest": Bilingual("Dans le manifeste", "In the manifest"),
    "fault": Bilingual("Faute jouée", "Fault played"),
    "witnesses": Bilingual("Témoins", "Witnesses"),
    "control": Bilingual("contrôle", "control"),
    "delivery": Bilingual("remise", "delivery"),
    "effect": Bilingual("effet", "effect"),
    "yes": Bilingual("oui", "yes"),
    "no": Bilingual("non", "no"),
    "unheard": Bilingual("non entendu", "not heard"),
    "wrong_places": Bilingual("Attendu et reçu", "Expected and received"),
    "where": Bilingual("Où", "Where"),
    "expected": Bilingual("Attendu", "Expected"),
    "received": Bilingual("Reçu", "Received"),
    "sequence": Bilingual("Échanges, dans l’ordre", "Exchanges, in order"),
    "request": Bilingual("Demande", "Request"),
    "answer": Bilingual("Réponse", "Answer"),
    "no_answer": Bilingual("aucune réponse", "no answer"),
    "altered": Bilingual("altéré exprès", "altered on purpose"),
    "rests": Bilingual("le verdict s’appuie dessus", "the verdict rests on it"),
    "no_exchanges": Bilingual(
        "Aucun échange à montrer pour ce cas.",
        "There is no exchange to show for this case.",
    ),
    "waived": Bilingual("excusé par une dérogation", "excused by a waiver"),
    "interference": Bilingual(
        "joué parmi d’autres, ce cas disait autre chose", "played beside others, this case said otherwise"
    ),
    "people": Bilingual("Ce que cet essai ne dit pas", "Not told by this run"),
    "people_why": Bilingual(
        "Ces exigences se vérifient sur pièces ou par une personne, ou aucun cas ne les a jouées.",
        "These requirements are verified on evidence or by a person, or no case played them.",
    ),
    "cut": Bilingual(
        "Chaque message est coupé après {} caractères ; {} ne restent que les échanges qui comptent. "
        "Le reste est dans transcript.har. Les secrets ont été remplacés à la capture.",
        "Each message is cut after {} characters; {} only the exchanges that matter are kept. "
        "The rest is in transcript.har. Secrets were replaced when they were recorded.",
    ),
    "of_passed": Bilingual("des cas réussis", "of passed cases"),
    "of_all": Bilingual("de chaque cas", "of every case"),
    "no_room": Bilingual(
        "Les échanges de cet essai sont trop longs pour une page : ils sont dans transcript.har.",
        "The exchanges of this run are too long for a page: they are in transcript.har.",
    ),
    "person": Bilingual("personne", "person"),
    "party_app": Bilingual("application", "app"),
    "party_space": Bilingual("espace", "space"),
    "signed_in": Bilingual("l’application montre la personne connectée", "the app shows the person signed in"),
    "nobody": Bilingual("l’application ne montre personne de connecté", "the app shows nobody signed in"),
    "unread": Bilingual("la page de session n’a pu être lue", "the session page could not be read"),
    "handshake": Bilingual("poignée de main", "handshake"),
    "act": Bilingual("acte dans l’espace", "act at the space"),
    "SHALL": Bilingual("obligatoire", "mandatory"),
    "SHOULD": Bilingual("recommandé", "recommended"),
    "MAY": Bilingual("facultatif", "optional"),
}
