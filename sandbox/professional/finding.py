"""Finding a patient: by the matricule of their INS, a picture of its datamatrix, or traits, always through INSi."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.ins import registry
from sandbox.ins.datamatrix import DatamatrixError, read_datamatrix
from sandbox.ins.identity import Attribute, Identity
from sandbox.ins.symbol import PictureError, read_picture
from sandbox.ins.traits import TraitError, Traits, insi_name, traits_of
from sandbox.people.ins import Ins, RealIdentityError, has_right_key
from sandbox.people.people import People
from sandbox.people.persona import Gender, Persona
from sandbox.professional.visit import Visit, is_like_nobody

LARGEST_PICTURE: Final = 4 * 1024 * 1024  # bytes of a form with a picture


class NotAskedError(ValueError):
    """What was typed or sent cannot be asked of INSi; `problem` names the sentence that says why."""

    def __init__(self, problem: str, field: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.field = field


@dataclass(frozen=True)
class Found:
    """What INSi answered: the code, and the person when it is 00; `typed` is what was asked."""

    code: str
    persona: Persona | None
    typed: Traits


def home(visit: Visit) -> ResponseReturnValue:
    """Offer the ways to find a patient, and the patients found in this session."""
    return _home(visit)


def find(visit: Visit) -> ResponseReturnValue:
    """Ask INSi, and go on to the patient if there is one and only one."""
    way = request.form.get("way", "")
    try:
        found = _WAYS.get(way, _by_traits)(visit)
    except NotAskedError as wrong:
        return _home(visit, way=way, problem=wrong.problem, field=wrong.field, status=422)
    code = found.code
    if found.persona is not None and is_like_nobody(visit.space, found.persona, visit.professional):
        code = "01"
    visit.exchange.note(insi_code=code)
    if found.persona is None or code != "00":
        return _home(visit, way=way, problem="several" if code == "02" else "nobody", status=422)
    identity = Identity(found.typed).retrieved(found.persona.ins, traits_of(found.persona))
    if request.form.get("homonym"):
        identity = identity.marked(Attribute.HOMONYM)
    patient = visit.sessions.remember(visit.session, found.persona.id, identity)
    return visit.to(f"/patients/{patient.reference}")


def _by_traits(visit: Visit) -> Found:
    gender: Gender = "female" if request.form.get("gender") == "female" else "male"
    if request.form.get("doubtful"):
        raise NotAskedError("doubtful", "doubtful")  # EXI ID 24
    try:
        traits = Traits(
            insi_name(_field("family_name")),
            insi_name(_field("given_names")),
            gender,
            _field("birthdate"),
            _field("birthplace").upper() or None,
        )
    except TraitError as wrong:
        raise NotAskedError("bad_trait", wrong.trait) from wrong
    return _one_of(registry.search(visit.space, traits), traits)


def _by_matricule(visit: Visit) -> Found:
    matricule = "".join(_field("matricule").split()).upper()
    if not has_right_key(matricule):
        raise NotAskedError("bad_matricule", "matricule")
    name = insi_name(_field("birth_name"))
    ins = Ins(matricule)
    known = visit.space.part(People).by_ins(ins)
    try:
        typed = replace(traits_of(known), family_name=name) if known else Traits(name, name, "male", "2000-01-01")
    except TraitError as wrong:
        raise NotAskedError("bad_trait", "birth_name") from wrong
    return _verified(visit, ins, typed)


def _by_picture(visit: Visit) -> Found:
    try:
        ins, traits = read_datamatrix(read_picture(_sent_picture()))
    except PictureError as wrong:
        raise NotAskedError("bad_picture", "picture") from wrong
    except RealIdentityError as wrong:
        visit.exchange.note(real_identity=True)
        raise NotAskedError("real_identity_text", "picture") from wrong
    except DatamatrixError as wrong:
        raise NotAskedError("bad_datamatrix", "picture") from wrong
    return _verified(visit, ins, traits)


def _sent_picture() -> bytes:
    sent = request.files.get("picture")
    if sent is None:
        return b""
    with sent.stream:  # a large one waits in a file
        data: bytes = sent.read()
    return data


def _verified(visit: Visit, ins: Ins, traits: Traits) -> Found:
    persona = registry.verify(visit.space, ins, traits)
    return _one_of((persona,) if persona else (), traits)


def _one_of(people: tuple[Persona, ...], typed: Traits) -> Found:
    if len(people) > 1:
        return Found("02", None, typed)
    return Found("00", people[0], typed) if people else Found("01", None, typed)


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def _home(visit: Visit, *, status: int = 200, **values: object) -> Response:
    found = [
        (patient, persona)
        for patient in reversed(visit.session.patients.values())
        if (persona := visit.space.part(People).find(patient.persona_id))
        and not is_like_nobody(visit.space, persona, visit.professional)
    ]
    return visit.page("professional/home.html", status=status, found=found, form=request.form, **values)


_WAYS: Final[dict[str, Callable[[Visit], Found]]] = {
    "traits": _by_traits,
    "matricule": _by_matricule,
    "picture": _by_picture,
}
