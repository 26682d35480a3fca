"""Names in a document (SPEC.md, NAME-1, ERR-4; IR.md, IR-26)."""

from __future__ import annotations

import re
from typing import Final

from mizan.values.name import is_name

NAME_RULE: Final = "is no name: a letter, then letters, digits and underscores, at most 128"
"""The problem of a name that is none."""

_is_code = re.compile(r"[A-Z][A-Z0-9_]{0,127}").fullmatch

_GUARDS = frozenset(("authenticated", "staff", "superuser", "custom"))

_FORM_PARTS = frozenset(("schema", "validate", "submit"))


def is_form_function_name(name: str) -> bool:
    """`NAME.schema`, `NAME.validate`, `NAME.submit`: the only names with a dot."""
    form, _, part = name.partition(".")
    return is_name(form) and part in _FORM_PARTS


def is_error_code(code: str) -> bool:
    """Codes of declared errors."""
    return _is_code(code) is not None


def is_auth(auth: str) -> bool:
    return auth in _GUARDS or (auth.startswith("perm:") and auth != "perm:")
