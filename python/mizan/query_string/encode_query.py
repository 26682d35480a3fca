"""Params of a context as a query string (SPEC.md, CTX-9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from mizan.json.json_value import JsonValue
from mizan.targets.percent import percent_encode
from mizan.values.canonical_text import canonical_text_of_kind
from mizan.values.param_kind import ParamKind


def encode_query(params: Mapping[str, JsonValue], kinds: Mapping[str, ParamKind]) -> str:
    """
    Keys sorted, nulls left out, lists by repeating the key; without `?`. Params that `kinds` does not name
    are left out.
    """
    pairs: list[str] = []
    for name in sorted(params):
        kind = kinds.get(name)
        if kind is None:
            continue
        for text in _texts(params[name], kind):
            if text is not None:
                pairs.append(f"{name}={percent_encode(text)}")
    return "&".join(pairs)


def _texts(value: JsonValue, kind: ParamKind) -> list[str | None]:
    if kind == "list" and isinstance(value, (list, tuple)):
        return [canonical_text_of_kind("text", item) for item in cast("list[JsonValue]", value)]
    return [canonical_text_of_kind(kind, value)]
