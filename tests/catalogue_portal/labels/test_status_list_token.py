"""A status list token is believed only from the right key, issuer and address, and only while it is fresh."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders.tokens import claims_of, header_of, sign, unsigned
from joserfc.jwk import ECKey, KeySet

from catalogue_portal.keys import SigningKey
from catalogue_portal.labels.status_list import StatusList, StatusValue
from catalogue_portal.labels.status_list_token import STATUS_LIST, read_status_list, sign_status_list
from catalogue_portal.signed_statement import StatementError

ISSUER, URI = "https://portal.example", "https://portal.example/status-lists/1"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STATUSES = StatusList.of({5: StatusValue.SUSPENDED, 7: StatusValue.INVALID}, size=64)


def new_key() -> SigningKey:
    return SigningKey(STATUS_LIST, ECKey.generate_key("P-256", auto_kid=True))


def public(key: SigningKey) -> KeySet:
    return KeySet.import_key_set({"keys": [key.public_jwk]})


def signed(key: SigningKey, *, issuer: str = ISSUER, uri: str = URI, now: datetime = NOW) -> str:
    return sign_status_list(key, issuer=issuer, uri=uri, statuses=STATUSES, now=now)


def read(compact: str, key: SigningKey, *, now: datetime = NOW) -> StatusList:
    return read_status_list(compact, keys=public(key), issuer=ISSUER, uri=URI, now=now).statuses


def test_the_list_reads_back_and_is_worth_a_minute() -> None:
    key = new_key()
    compact = signed(key)
    assert header_of(compact) == {"alg": "ES256", "typ": "statuslist+jwt", "kid": key.kid}
    assert claims_of(compact) == {
        "iss": ISSUER,
        "sub": URI,
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 60,
        "ttl": 60,
        "status_list": {"bits": 2, "lst": STATUSES.encode()},
    }
    statuses = read(compact, key, now=NOW + timedelta(seconds=59))
    assert [statuses.value(index) for index in (4, 5, 6, 7)] == [0, 2, 0, 1]


def with_claims(**changes: Any) -> Callable[[SigningKey], str]:  # noqa: ANN401
    def make(key: SigningKey) -> str:
        claims = claims_of(signed(key)) | changes
        return key.sign({name: value for name, value in claims.items() if value is not None})

    return make


SECOND = int(NOW.timestamp())
UNACCEPTABLE: dict[str, Callable[[SigningKey], str]] = {
    "of another issuer": lambda key: signed(key, issuer="https://other.example"),
    "of another address": lambda key: signed(key, uri=URI + "0"),
    "of another key": lambda _key: signed(new_key()),
    "unsigned": lambda key: unsigned(header_of(signed(key)), claims_of(signed(key))),
    "of another type": lambda key: sign(
        {"alg": "ES256", "typ": "JWT", "kid": key.kid}, claims_of(signed(key)), key.key
    ),
    "expired": lambda key: signed(key, now=NOW - timedelta(seconds=60)),
    "of the future": lambda key: signed(key, now=NOW + timedelta(seconds=61)),
    "without end": with_claims(exp=None),
    "ending after all time": with_claims(exp=10**400),
    "without date": with_claims(iat=None),
    "with a date in words": with_claims(iat="now"),
    "with one bit": with_claims(status_list={"bits": 1, "lst": STATUSES.encode()}),
    "without list": with_claims(status_list=None),
    "with a broken list": with_claims(status_list={"bits": 2, "lst": "????"}),
}


@pytest.mark.parametrize("make", UNACCEPTABLE.values(), ids=UNACCEPTABLE.keys())
def test_a_list_is_refused(make: Callable[[SigningKey], str]) -> None:
    key = new_key()
    with pytest.raises(StatementError):
        read(make(key), key)
