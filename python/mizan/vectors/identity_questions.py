"""Questions about tokens and sessions (SPEC.md, Tokens and sessions)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mizan.identity.access_jwt import verify_access_jwt
from mizan.identity.csrf_token import CsrfBinding, create_csrf_token, is_csrf_token
from mizan.identity.key_id import key_id
from mizan.identity.key_ring import KeyRing, SecretKey, to_key_ring
from mizan.identity.mwt import verify_mwt
from mizan.identity.session_key import session_key
from mizan.identity.token_error import TokenError
from mizan.identity.token_text import TokenAbout, TokenType, read_token
from mizan.json.json_value import JsonValue
from mizan.vectors.question import (
    Question,
    Questions,
    RefusalError,
    as_object,
    as_text,
    read_list,
    read_member,
    read_object,
    read_text,
    read_text_list,
)

_COMMON = ("sub", "aud", "iat", "nbf", "exp", "sid")


def _create_csrf_token(question: Question) -> JsonValue:
    ring = to_key_ring(read_text(question, "secret"))
    return create_csrf_token(ring, _read_binding(question), read_text(question, "random"))


def _check_csrf_token(question: Question) -> JsonValue:
    secrets = [SecretKey(str(at), each) for at, each in enumerate(read_text_list(question, "secrets"))]
    return is_csrf_token(_to_ring(secrets), _read_binding(question), read_text(question, "token"))


def _read_binding(question: Question) -> CsrfBinding:
    binding = read_object(question, "binding")
    if "session" in binding:
        return ("s", read_text(binding, "session"))
    return ("u", read_text(binding, "user"))


def _verify(
    typ: TokenType, verify: Callable[[TokenAbout, str, int], object], names: tuple[str, ...]
) -> Callable[[Question], JsonValue]:
    """The claims, without those that nobody asked for; a refusal says UNAUTHORIZED as the wire does."""

    def answer(question: Question) -> JsonValue:
        now_ms = read_member(question, "now")
        if not isinstance(now_ms, int):
            raise RefusalError('"now" is a number of milliseconds.')
        secrets = [_read_secret(each) for each in read_list(question, "secrets")]
        about = TokenAbout(typ, _to_ring(secrets), read_text(question, "aud"), 0)
        token = read_text(question, "token")
        try:
            verify(about, token, now_ms // 1000)
            claims = read_token(about, token)
        except TokenError:
            raise RefusalError("The token is not valid.", {"code": "UNAUTHORIZED"}) from None
        return {name: claims[name] for name in names}

    return answer


def _read_secret(value: JsonValue) -> SecretKey:
    given = as_object(value, '"secrets" holds something that is no object.')
    return SecretKey(as_text(given.get("kid"), "secrets"), as_text(given.get("secret"), "secrets"))


def _to_ring(secrets: Sequence[SecretKey]) -> KeyRing:
    """Of none, too, which signs nothing."""
    return KeyRing(secrets[0] if secrets else SecretKey("", ""), {key.kid: key for key in secrets})


IDENTITY_QUESTIONS: Questions = {
    "kid": lambda question: key_id(read_text(question, "secret")),
    "sid": lambda question: session_key(read_text(question, "session")),
    "csrf_make": _create_csrf_token,
    "csrf_check": _check_csrf_token,
    "mwt": _verify("MWT", verify_mwt, (*_COMMON, "staff", "super", "pkey")),
    "jwt": _verify("at+jwt", verify_access_jwt, _COMMON),
}
