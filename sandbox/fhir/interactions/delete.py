"""Deleting: `DELETE [base]/TYPE/ID` (FHIR R4, 3.1.0.7)."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.fhir.interactions.call import Call
from sandbox.fhir.interactions.read import find
from sandbox.fhir.interactions.write import require_match
from sandbox.fhir.kind_declaration import KindDeclaration


def delete(call: Call, kind: KindDeclaration) -> ResponseReturnValue:
    """Delete a resource; reading it afterwards says that it is gone."""
    with call.store.transaction() as writing:
        kept = find(call, kind, str((request.view_args or {})["id"]))
        require_match(kept, request.if_match)
        writing.delete(kept)
    return Response(status=204, headers={"Cache-Control": "no-store"})
