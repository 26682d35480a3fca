"""Patterns of Pydantic as I-Regexps: both accept the same texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, ValidationError, core_schema

from mizan.schema.pattern import to_i_regexp
from mizan.structure.pattern.compile_pattern import compile_pattern

ATOMS = st.sampled_from(
    ["a", "b", "é", "-", ".", "\\.", "[ab]", "[^ab]", "[a-c]", "[a-c-]", "[-a]", "[^\\n]", "\\d", "[\\d.]", "\\x61", "\\u00e9", "\\n", "\\("]
)  # fmt: skip
QUANTIFIERS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?"])


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(st.tuples(inner, QUANTIFIERS).map("".join), min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda branches: f"({'|'.join(branches)})"),
        inner.map(lambda group: f"(?:{group})"),
    )


PATTERNS = st.tuples(
    st.sampled_from(["", "^", "\\A"]),
    st.recursive(ATOMS, _extend, max_leaves=4),
    st.sampled_from(["", "$", "\\z"]),
).map("".join)
TEXTS = st.text(alphabet="aabbcé5.-(\n\r", max_size=6)


@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=1500, derandomize=True, deadline=None, database=None)
def test_both_accept_the_same_texts(source: str, texts: list[str]) -> None:
    translated = to_i_regexp(source)
    if translated is None:
        # A quantifier of a group's quantifier, which I-Regexp has not.
        return
    matches = compile_pattern(translated)
    rust = SchemaValidator(core_schema.str_schema(pattern=source))
    for text in texts:
        assert matches(text) is _accepts(rust, text), (source, translated, text)


def _accepts(validator: SchemaValidator, text: str) -> bool:
    try:
        validator.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "source",
    ["(?i)a", "(?=a)b", "a(?!b)", "\\bword", "\\s+", "\\p{L}", "[[:alpha:]]", "[a&&b]", "a$b", "a^b", "(^a)", "\\1", "x{,3}", "a++", "["],
)  # fmt: skip
def test_what_cannot_be_said_is_left_to_pydantic(source: str) -> None:
    assert to_i_regexp(source) is None
