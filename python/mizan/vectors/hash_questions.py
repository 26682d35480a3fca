"""Questions about keys (SPEC.md, Identity, Origin cache)."""

from __future__ import annotations

from typing import TypeGuard

from mizan.json.json_value import JsonValue
from mizan.keys.cache_key import CacheKeyParts, cache_key
from mizan.keys.identity_keys import Rights, identity_keys, permission_key
from mizan.values.name import is_name
from mizan.vectors.question import (
    Question,
    Questions,
    RefusalError,
    as_object,
    read_text,
    read_text_list,
    read_texts,
    read_truth,
)


def _cache_key(question: Question) -> JsonValue:
    rev = _read_rev(question)
    context = read_text(question, "context")
    if not is_name(context):
        raise RefusalError('"context" is no name.')
    return cache_key(
        CacheKeyParts(
            secret=read_text(question, "secret"),
            context=context,
            params=read_texts(question, "params"),
            rev=rev,
            user=read_text(question, "user") if "user" in question else None,
            vary=read_texts(question, "vary"),
        )
    )


def _permission_key(question: Question) -> JsonValue:
    permissions = read_text_list(question, "perms")
    return permission_key(
        Rights(permissions, staff=read_truth(question, "staff"), superuser=read_truth(question, "super"))
    )


def _identity(question: Question) -> JsonValue:
    secret, user = read_text(question, "secret"), read_text(question, "user")
    keys = identity_keys(secret, user, read_text(question, "pkey"))
    return {"own": keys.own, "pkey": keys.pkey}


def _read_rev(question: Question) -> float | dict[str, float]:
    rev = question.get("rev", 0)
    if _is_number(rev):
        return rev
    revs = as_object(rev, '"rev" is a number or an object.')
    if not all(_is_number(each) for each in revs.values()):
        raise RefusalError('"rev" holds something that is no number.')
    return {name: each for name, each in revs.items() if _is_number(each)}


def _is_number(value: JsonValue) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


HASH_QUESTIONS: Questions = {"cache_key": _cache_key, "pkey": _permission_key, "identity": _identity}
