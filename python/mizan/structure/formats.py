"""The closed list of string formats (SPEC.md, VAL-17; IR.md, Types), each one small grammar over ASCII."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from mizan.ir.model import StringFormat

_is_local = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+").fullmatch

# Of 1–63 letters, digits and inner hyphens.
_is_label = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?").fullmatch

_is_ipv4 = re.compile(
    r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}"
).fullmatch

_is_hex_group = re.compile(r"[0-9A-Fa-f]{1,4}").fullmatch

_URI_TAIL = r"(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+"

# RFC 3986 `URI`, coarsely: a scheme, a colon, then only characters of URIs, whole escapes, and at most one
# `#`.
_is_uri = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*+:{_URI_TAIL}(?:#{_URI_TAIL})?").fullmatch


def is_format(format_: StringFormat, text: str) -> bool:
    """All five are decided in time linear in the text."""
    return _FORMATS[format_](text)


def _is_email(text: str) -> bool:
    """What browsers take for `<input type=email>`, at most 254 characters."""
    local, at, domain = text.partition("@")
    return len(text) <= 254 and at == "@" and _is_local(local) is not None and _are_labels(domain)


def _is_hostname(text: str) -> bool:
    """RFC 1123: labels joined by dots, at most 253 characters, no dot at the end."""
    return len(text) <= 253 and _are_labels(text)


def _are_labels(text: str) -> bool:
    return all(_is_label(label) for label in text.split("."))


def _is_ipv6(text: str) -> bool:
    """RFC 4291 §2.2, all three forms, without a zone."""
    if len(text) > 45:
        return False
    halves = text.split("::")
    if len(halves) > 2:
        return False
    groups = [_count_groups(half, is_last=at == len(halves) - 1) for at, half in enumerate(halves)]
    if -1 in groups:
        return False
    return sum(groups) <= 7 if len(halves) == 2 else sum(groups) == 8


def _count_groups(part: str, *, is_last: bool) -> int:
    """
    Groups of 16 bits in a part without `::`; an IPv4 address at the very end is two; -1 when the part is
    none.
    """
    if part == "":
        return 0
    groups = part.split(":")
    has_ipv4 = is_last and "." in groups[-1]
    if has_ipv4 and not _is_ipv4(groups.pop()):
        return -1
    return len(groups) + 2 * has_ipv4 if all(_is_hex_group(group) for group in groups) else -1


_FORMATS: Final[Mapping[StringFormat, Callable[[str], bool]]] = {
    "email": _is_email,
    "hostname": _is_hostname,
    "ipv4": lambda text: _is_ipv4(text) is not None,
    "ipv6": _is_ipv6,
    "uri": lambda text: _is_uri(text) is not None,
}
