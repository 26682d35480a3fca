"""Questions about targets, their headers, tags and groups (SPEC.md, Invalidation)."""

from __future__ import annotations

from mizan.json.json_value import JsonValue
from mizan.targets.decode_target import decode_entry_header, decode_invalidate_header
from mizan.targets.dedupe_targets import dedupe_targets
from mizan.targets.encode_target import encode_entry_header, encode_invalidate_header, encode_target
from mizan.targets.match_target import match_target
from mizan.targets.tags import cache_group, tags_of_entry, tags_of_target
from mizan.targets.target import Entry, Target
from mizan.values.name import is_name
from mizan.vectors.question import (
    Question,
    Questions,
    RefusalError,
    as_object,
    read_list,
    read_member,
    read_object,
    read_text,
    read_text_list,
    read_texts,
)


def _header_encode(question: Question) -> JsonValue:
    return encode_invalidate_header(_read_targets(question))


def _header_decode(question: Question) -> JsonValue:
    decoded = decode_invalidate_header(read_text(question, "header"))
    return decoded if isinstance(decoded, str) else [target.to_json() for target in decoded]


def _entry_encode(question: Question) -> JsonValue:
    return encode_entry_header(_read_name(question, "context"), _read_params(question))


def _entry_decode(question: Question) -> JsonValue:
    entry = decode_entry_header(read_text(question, "header"))
    if entry is None:
        raise RefusalError("The header is no entry.")
    return {"context": entry.context, "params": entry.params}


def _match(question: Question) -> JsonValue:
    target = _read_target(read_member(question, "target"))
    entry = _read_target(read_member(question, "entry"))
    return match_target(target, Entry(entry.context, entry.params, entry.own))


def _dedupe(question: Question) -> JsonValue:
    return [encode_target(target) for target in dedupe_targets(_read_targets(question))]


def _group(question: Question) -> JsonValue:
    return cache_group(read_text(question, "tag"))


def _tags(question: Question) -> JsonValue:
    declared = read_text_list(question, "declared")
    name = "entry" if "entry" in question else "target"
    given = read_object(question, name)
    if "context" in question:
        given = {"context": question["context"], **given}
    target = _read_target(given)
    if name == "target":
        return tags_of_target(declared, target)
    return tags_of_entry(declared, Entry(target.context, target.params, target.own))


def _read_targets(question: Question) -> list[Target]:
    return [_read_target(target) for target in read_list(question, "targets")]


def _read_target(value: JsonValue) -> Target:
    members = as_object(value, "A target or an entry is an object.")
    own = members.get("own")
    if "own" in members and not (isinstance(own, bool) or (isinstance(own, str) and own)):
        raise RefusalError('"own" is the text of an identity, or true.')
    return Target(
        context=_read_name(members, "context"),
        function=_read_name(members, "function") if "function" in members else None,
        params=_read_params(members),
        own=own if isinstance(own, (bool, str)) else None,
    )


def _read_name(question: Question, name: str) -> str:
    text = read_text(question, name)
    if not is_name(text):
        raise RefusalError(f'"{name}" is no name.')
    return text


def _read_params(question: Question) -> dict[str, str]:
    params = read_texts(question, "params")
    if not all(is_name(name) for name in params):
        raise RefusalError('"params" holds something that is no name.')
    return params


TARGET_QUESTIONS: Questions = {
    "header_encode": _header_encode,
    "header_decode": _header_decode,
    "entry_encode": _entry_encode,
    "entry_decode": _entry_decode,
    "match": _match,
    "dedupe": _dedupe,
    "group": _group,
    "tags": _tags,
}
