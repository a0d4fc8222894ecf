from __future__ import annotations

import base64
import html
import json
import string
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.journal.redaction import Redactor
from sandbox.journal.vault import KINDS, SecretVault

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject, JsonValue

SECRETS = [
    "s3cr3t-Val_ue.~xyz",
    'pa ss"wo<rd>&é',
    "abcdefghijklmnop",
    "Essai-0123456789ab",
    "\\back/slash\\12345",
    "€uro€uro€",
]
ENCODINGS = {
    "raw": lambda s: s,
    "percent": lambda s: quote(s, safe=""),
    "every byte in percent": lambda s: "".join(f"%{byte:02x}" for byte in s.encode()),
    "plus": quote_plus,
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "json": lambda s: json.dumps(s)[1:-1],
    "json without ascii": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "html": html.escape,
    "html in decimal": lambda s: "".join(f"&#{ord(char)};" for char in s),
    "json in html": lambda s: html.escape(json.dumps(s)[1:-1]),
    "json in html in percent": lambda s: quote(html.escape(json.dumps(s)[1:-1])),
    "basic": lambda s: base64.b64encode(f"client:{s}".encode()).decode(),
    "base64 after 0": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 after 1": lambda s: base64.b64encode(b"x" + s.encode() + b"tail").decode(),
    "base64 after 2": lambda s: base64.urlsafe_b64encode(b"xx" + s.encode() + b"tail").decode(),
    "hexadecimal": lambda s: s.encode().hex(),
    "HEXADECIMAL": lambda s: s.encode().hex().upper(),
}
WRITTEN = st.one_of(
    st.text(alphabet=string.printable, max_size=12),
    st.builds(
        lambda secret, write: f"a={write(secret)}; b", st.sampled_from(SECRETS), st.sampled_from([*ENCODINGS.values()])
    ),
)


@pytest.fixture
def vault() -> SecretVault:
    return SecretVault(b"key")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_found_in_every_encoding(vault: SecretVault, secret: str, encoding: str) -> None:
    vault.keep("client_secret", secret)
    written = ENCODINGS[encoding](secret)

    scrubbed = vault.scrub(f"before|{written}|after")

    assert vault.placeholder("client_secret", secret) in scrubbed
    assert written not in scrubbed
    assert scrubbed.startswith("before|")
    assert scrubbed.endswith("|after")


@given(
    secret=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=8, max_size=40),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    encoding=st.sampled_from(["raw", "percent", "percent twice", "json", "json without ascii"]),
)
def test_no_secret_survives_whatever_stands_around_it(secret: str, before: str, after: str, encoding: str) -> None:
    vault = SecretVault(b"key")
    vault.keep("code", secret)
    if any(secret in kind for kind in KINDS):
        return

    scrubbed = vault.scrub(f"{before} {ENCODINGS[encoding](secret)} {after}")

    assert secret not in scrubbed.replace(vault.placeholder("code", secret), "")


@given(text=st.text(string.printable, max_size=200))
def test_text_without_secrets_stays_as_it_is(text: str) -> None:
    vault = SecretVault(b"key")
    vault.keep("code", "a-secret-that-is-not-there")

    assert vault.scrub(text) == text


def test_the_stand_in_tells_kind_length_and_alphabet(vault: SecretVault) -> None:
    assert vault.placeholder("code", "0123abcd").endswith(":8:hex§")
    assert vault.placeholder("code", "0123ABcd-_").endswith(":10:b64url§")
    assert vault.placeholder("verifier", "a.b~c").endswith(":5:unreserved§")
    assert vault.placeholder("password", "é").endswith(":1:other§")
    assert vault.placeholder("code", "x") == vault.placeholder("code", "x") != vault.placeholder("code", "y")
    assert SecretVault(b"other").placeholder("code", "x") != vault.placeholder("code", "x")


def test_secrets_inside_one_another_leave_nothing(vault: SecretVault) -> None:
    vault.keep("code", "abcdefghij")
    vault.keep("access_token", "abcdefghijklmnopqrst")

    assert "klmnopqrst" not in vault.scrub("x abcdefghijklmnopqrst y")
    assert vault.scrub("abcdefghij").startswith("§code:")


def test_the_first_kind_told_stays(vault: SecretVault) -> None:
    vault.keep("client_secret", "abcdefghij")
    vault.keep("access_token", "abcdefghij")

    assert vault.scrub("abcdefghij").startswith("§client_secret:")


@pytest.mark.parametrize("word", ["access_token", "client_secret", "refresh_", "verifier", "password"])
def test_a_secret_like_our_own_words_does_not_make_an_endless_search(vault: SecretVault, word: str) -> None:
    vault.keep("verifier", word)
    vault.keep("code", "abcdefghij")

    assert vault.scrub(f"{word} abcdefghij").count("§") == 2


def test_of_a_signed_token_only_the_signature_goes(vault: SecretVault) -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"RS256"}').rstrip(b"=").decode()
    claims = base64.urlsafe_b64encode(b'{"sub":"u"}').rstrip(b"=").decode()
    signature = "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
    vault.keep("access_token", f"{head}.{claims}.{signature}")

    assert vault.scrub(f"x {head}.{claims}.{signature} y").startswith(f"x {head}.{claims}.§access_token:")
    other = vault.scrub(f"{head}.{claims}.{signature[::-1]}")
    assert other.startswith(f"{head}.{claims}.§jwt:")
    assert vault.scrub(f"{head}.{claims}.") == f"{head}.{claims}."


def test_what_only_looks_like_a_token_stays(vault: SecretVault) -> None:
    assert (
        vault.scrub("eyJzdGF0ZSI6MX0.aaaaaaaa.bbbbbbbbbbbbbbbbbbbb") == "eyJzdGF0ZSI6MX0.aaaaaaaa.bbbbbbbbbbbbbbbbbbbb"
    )


@pytest.mark.parametrize(
    ("header", "kept", "gone"),
    [
        (("Authorization", "Basic aWQ6c2hvcnQ="), "Basic §client_secret:", "aWQ6"),
        (("Authorization", "Basic not base64!"), "Basic §client_secret:", "base64!"),
        (("Authorization", "Bearer x"), "Bearer §access_token:", " x"),
        (("authorization", "Bearer abcdefghijkl"), "Bearer §access_token:", "abcdefghijkl"),
        (("Cookie", "lang=fr; session=s3cr3t"), "session=§cookie:", "s3cr3t"),
        (("Set-Cookie", "session=s3cr3t; Path=/; HttpOnly"), "; Path=/; HttpOnly", "s3cr3t"),
    ],
)
def test_credentials_are_taken_out_where_they_stand_however_short(
    vault: SecretVault, header: tuple[str, str], kept: str, gone: str
) -> None:
    redactor = Redactor(vault)
    redactor.learn_message([header], None, endpoint=None)

    written = str(redactor.headers([header])[0])

    assert kept in written
    assert gone not in written


@pytest.mark.parametrize("shape", ["{0}", "{0}.more", "before.{0}", "%22at%22:%22{0}%22", "{1}"])
def test_a_cookie_tells_which_secrets_it_holds_in_clear(vault: SecretVault, shape: str) -> None:
    token = "At-9f8e7d6c5b4a39281706f5e4d3c2b1a0"
    vault.keep("access_token", token)
    redactor = Redactor(vault)
    cookie = shape.format(token, base64.urlsafe_b64encode(f'{{"at":"{token}"}}'.encode()).decode())
    header = ("Set-Cookie", f"session={cookie}; Path=/")
    redactor.learn_message([header], None, endpoint=None)

    written = str(redactor.headers([header])[0])

    assert "session=§cookie:" in written
    assert vault.placeholder("access_token", token) in written
    assert token not in written


def test_a_cookie_that_holds_no_other_secret_has_one_mark(vault: SecretVault) -> None:
    vault.keep("access_token", "At-9f8e7d6c5b4a39281706f5e4d3c2b1a0")
    redactor = Redactor(vault)
    header = ("Cookie", "session=c0ffee00c0ffee00c0ffee00c0ffee00; lang=fr")
    redactor.learn_message([header], None, endpoint=None)

    assert str(redactor.headers([header])[0]).count("§") == 4


def test_form_secrets_that_nobody_issued_are_taken_out_too(vault: SecretVault) -> None:
    redactor = Redactor(vault)
    body = "grant_type=authorization_code&code=made-up-by-the-app&code_verifier=short&client_id=me"
    redactor.learn_message([], body, endpoint="token")

    written = str(redactor.body(body, endpoint="token"))

    assert "made-up" not in written
    assert "code_verifier=§verifier:" in written
    assert written.endswith(":5:b64url§&client_id=me")


def test_the_code_of_a_search_is_no_secret(vault: SecretVault) -> None:
    redactor = Redactor(vault)
    body = "code=http://loinc.org|29463-7"
    redactor.learn_message([], body, endpoint="measures_read")

    assert redactor.body(body, endpoint="measures_read") == body


def test_a_form_of_a_hundred_thousand_fields_is_read_in_time(vault: SecretVault) -> None:
    redactor = Redactor(vault)
    body = "&".join(f"code={number}" for number in range(100_000))

    redactor.learn_message([], body, endpoint="token")

    assert len(redactor._vault._known) <= 200


def test_what_is_not_seen_for_long_is_forgotten_and_what_is_in_use_stays() -> None:
    vault = SecretVault(b"key", capacity=3)
    for number in range(10):
        vault.keep("client_secret", "secret-in-use-always")
        vault.keep("code", f"code-number-{number:04d}")
        vault.keep("password", f"mot de passe {number}")

    assert "secret-in-use" not in vault.scrub("secret-in-use-always code-number-0009")
    assert "code-number-0009" not in vault.scrub("code-number-0009 mot de passe 9")
    assert vault.scrub("code-number-0000 mot de passe 0") == "code-number-0000 mot de passe 0"
    assert len(vault._known) == 3
    assert len(vault._without_window) < 10


def test_a_token_without_a_signature_has_nothing_to_hide() -> None:
    head, claims = (
        base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b'{"alg":"none"}', b'{"sub":"p"}')
    )
    vault = SecretVault(b"k" * 32)

    vault.keep("jwt", f"{head}.{claims}.")

    assert vault.scrub(f'"{head}.{claims}."') == f'"{head}.{claims}."'


def test_secrets_are_taken_out_while_others_are_learnt_and_forgotten() -> None:
    vault, forgetful = SecretVault(b"key"), SecretVault(b"key", capacity=10)

    def learn_and_scrub(worker: int) -> list[str]:
        left = []
        for number in range(100):
            secret = f"secret-{number:04d}-of-worker-{worker}"
            for one in (vault, forgetful):
                one.keep("code", secret)
                left.append(one.scrub(f'{{"said": "{secret}", "coded": "{quote(quote(secret + "é"))}"}}'))
        return left[::2]

    with ThreadPoolExecutor(4) as pool:
        scrubbed = [text for left in pool.map(learn_and_scrub, range(4)) for text in left]

    assert all(text.count("§code:") == 2 for text in scrubbed)
    assert len(vault._known) == 400
    assert len(forgetful._known) == 10


@given(st.lists(st.tuples(st.sampled_from(["X-Trace", "Referer", "Cookie", *SECRETS]), WRITTEN), max_size=6))
def test_headers_together_are_told_as_each_alone(headers: list[tuple[str, str]]) -> None:
    vault = SecretVault(b"key")
    for secret in SECRETS:
        vault.keep("cookie", secret)
    redactor = Redactor(vault)

    assert redactor.headers(headers) == [row for header in headers for row in redactor.headers([header])]


@given(
    st.recursive(
        WRITTEN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "headers"]), inner)
    )
)
def test_values_together_are_told_as_each_alone(value: JsonValue) -> None:
    vault = SecretVault(b"key")
    for secret in SECRETS:
        vault.keep("code", secret)

    assert Redactor(vault).scrub(value) == each_scrubbed(vault, value)


def each_scrubbed(vault: SecretVault, value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: each_scrubbed(vault, member) for name, member in value.items()}
    if isinstance(value, list):
        return [each_scrubbed(vault, item) for item in value]
    return vault.scrub(value) if isinstance(value, str) else value


def test_headers_inside_a_value_are_told_by_their_names(vault: SecretVault) -> None:
    told = Redactor(vault).scrub({"deep": [{"headers": [["Cookie", "a=unknown-to-the-vault"]]}]})
    assert "unknown-to-the-vault" not in str(told)


def test_a_word_that_was_clean_is_a_secret_once_it_is_known(vault: SecretVault) -> None:
    vault.keep("code", "another-secret-of-ours")
    text = "they say prefix-late-secret-99-suffix here"
    assert vault.scrub(text) == vault.scrub(text) == text

    vault.keep("code", "late-secret-99")
    assert "late-secret-99" not in vault.scrub(text)


def test_what_was_seen_before_a_secret_was_learnt_is_not_remembered(vault: SecretVault) -> None:
    """The other thread: it has looked at the word, and is about to say that it is clean."""
    vault.keep("code", "another-secret-of-ours")
    before = vault._clean.doubts
    vault.keep("code", "late-secret-99")
    vault._clean.remember({b"late-secret-99"}, [], before)

    assert "late-secret-99" not in vault.scrub("say late-secret-99")


def test_no_more_than_a_vocabulary_is_remembered(vault: SecretVault) -> None:
    vault.keep("code", "another-secret-of-ours")
    for number in range(12_000):
        vault.scrub(f"word-{number:08}")

    assert len(vault._clean._words) <= 5001
    assert "another-secret" not in vault.scrub("then another-secret-of-ours")


def test_what_is_scrubbed_does_not_change_with_what_it_was_made_of(vault: SecretVault) -> None:
    seen: list[JsonValue] = ["one"]
    facts: JsonObject = {"seen": seen}
    written = Redactor(vault).scrub(facts)
    facts["late"] = "two"
    seen.append("three")

    assert written == {"seen": ["one"]}
