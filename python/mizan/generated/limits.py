# Made from protocol/limits.yaml by `node scripts/generate-constants.ts`. Do not edit.

from __future__ import annotations

from typing import Final

MAX_NAME_BYTES: Final = 128
"""A function, context, param or field name."""

MAX_DEPTH: Final = 64
"""Nesting of arrays and objects in a JSON body."""

MAX_BODY_BYTES: Final = 1_048_576
"""A JSON body; an app may set another."""

MAX_URL_BYTES: Final = 4_096
"""A context fetch by GET; longer ones use POST."""

MAX_HEADER_BYTES: Final = 4_096
"""X-Mizan-Invalidate before targets become broad, X-Mizan-Entry before it moves into the body."""

MAX_MOUNTED: Final = 32
"""Items of `mounted` in a call."""

MAX_CACHE_GROUPS: Final = 32
"""Strings in an RFC 9875 header."""

MAX_EXACT_TAG_PARAMS: Final = 4
"""Params a context may declare for every subset of them to be a tag."""

RUN_DEADLINE_MS: Final = 30_000
"""A run of a function; then its signal aborts and the answer is UNAVAILABLE."""

BODY_DEADLINE_MS: Final = 10_000
"""Arrival of a whole request body."""

REFRESH_BUDGET_MS: Final = 500
"""All refreshed bundles of one mutation together."""

REFRESH_BUDGET_BYTES: Final = 262_144
"""All refreshed bundles of one mutation together."""

MAX_FIELD_PROBLEMS: Final = 100
"""Entries of details.fields."""

MIN_REQUEST_ID_CHARS: Final = 8
"""An X-Request-Id that is taken over."""

MAX_REQUEST_ID_CHARS: Final = 64
"""An X-Request-Id that is taken over."""

MAX_FRACTION_DIGITS: Final = 6
"""Digits after the seconds of a datetime, time or duration."""

MAX_NUMBER_CHARS: Final = 4_096
"""A bigint or decimal: its text, with sign and point."""

MAX_IDEMPOTENCY_KEY_CHARS: Final = 128
"""An Idempotency-Key."""

IDEMPOTENCY_KEEP_MS: Final = 86_400_000
"""A stored idempotent answer."""

MAX_TOKEN_BYTES: Final = 4_096
"""An MWT."""

TOKEN_LEEWAY_MS: Final = 30_000
"""Clock difference that the times of an MWT may have."""

TOKEN_LIFETIME_MS: Final = 300_000
"""An MWT, unless the app sets another."""

LEASE_MS: Final = 30_000
"""A lease on tags, unless it is renewed."""

MAX_VARY_CHARS: Final = 256
"""The text of a vary input."""

SIGNATURE_WINDOW_MS: Final = 300_000
"""Age, either way, of a Mizan-Signature."""

MAX_PURGE_BYTES: Final = 65_536
"""The body of a purge call."""
