"""Texts of `doc` nodes (IR.md, IR-21): dedented as PEP 257 says, the same in every language."""

from __future__ import annotations

import re
from typing import Final

# ECMAScript's white space. Python's own set has separators that no editor shows, and lacks U+FEFF.
_SPACES: Final = (
    "\t\v\f \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def normalize_doc(doc: str | None) -> str | None:
    """None when nothing is left."""
    if doc is None:
        return None
    # Tabs to the next multiple of eight columns, then no spaces at the end.
    expanded = [line.expandtabs(8).rstrip(" ") for line in re.sub("\r\n?", "\n", doc).split("\n")]
    first, *others = expanded
    indent = min((len(line) - len(line.lstrip(_SPACES)) for line in others if line), default=0)
    lines = [first.lstrip(_SPACES), *(line[indent:] for line in others)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(lines) if lines else None
