"""Pattern of Pydantic → I-Regexp (RFC 9485, whole string, without `\\p`), which all languages read alike."""

from __future__ import annotations

import re


def to_i_regexp(source: str) -> str | None:
    """
    None where I-Regexp cannot say it (look-around, back references, flags, `\\s`, `\\b`): it stays Pydantic's
    alone. `\\d` and `\\w` mean the ASCII ones, as in the other languages.
    """
    scanner = _Scanner(source)
    try:
        text = _read_alternatives(scanner, is_whole=True)
    except _InexpressibleError:
        return None
    return text if scanner.position == len(source) else None


class _InexpressibleError(Exception):
    pass


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def next(self) -> str:
        character = self.peek()
        if character == "":
            raise _InexpressibleError
        self.position += 1
        return character

    def take(self, text: str) -> bool:
        if not self.source.startswith(text, self.position):
            return False
        self.position += len(text)
        return True


# Anything at all: what an unanchored end of a pattern allows.
_ANYTHING = "(.|[\\n\\r])*"


def _read_alternatives(scanner: _Scanner, *, is_whole: bool) -> str:
    branches = [_read_branch(scanner, is_whole=is_whole)]
    while scanner.take("|"):
        branches.append(_read_branch(scanner, is_whole=is_whole))
    return "|".join(branches)


def _read_branch(scanner: _Scanner, *, is_whole: bool) -> str:
    is_start = scanner.take("^") or scanner.take("\\A")
    text = ""
    is_end = False
    while scanner.peek() not in ("", "|", ")"):
        if is_end:
            raise _InexpressibleError
        if scanner.take("$") or scanner.take("\\z"):
            is_end = True
        else:
            text += _read_atom(scanner) + _read_quantifier(scanner)
    if not is_whole:
        if is_start or is_end:
            raise _InexpressibleError
        return text
    return f"{'' if is_start else _ANYTHING}{text}{'' if is_end else _ANYTHING}"


def _read_atom(scanner: _Scanner) -> str:
    character = scanner.next()
    if character == "(":
        return _read_group(scanner)
    if character == "[":
        return _read_class(scanner)
    if character == "\\":
        return _read_escape(scanner, is_in_class=False)
    if character == ".":
        # The dot of I-Regexp leaves out carriage returns as well.
        return "[^\\n]"
    if character in "*+?{}])^":
        raise _InexpressibleError
    return character


def _read_group(scanner: _Scanner) -> str:
    if scanner.take("?") and not scanner.take(":"):
        raise _InexpressibleError
    text = _read_alternatives(scanner, is_whole=False)
    if not scanner.take(")"):
        raise _InexpressibleError
    return f"({text})"


_QUANTIFIER = re.compile(r"[*+?]|\{[0-9]+(?:,[0-9]*)?\}")


def _read_quantifier(scanner: _Scanner) -> str:
    """A lazy quantifier accepts the same texts as a greedy one; a possessive one does not."""
    found = _QUANTIFIER.match(scanner.source, scanner.position)
    if found is None:
        return ""
    scanner.position = found.end()
    scanner.take("?")
    return found.group()


def _read_class(scanner: _Scanner) -> str:
    text = "[^" if scanner.take("^") else "["
    start = len(text)
    while not scanner.take("]"):
        character = scanner.next()
        if character == "\\":
            text += _read_escape(scanner, is_in_class=True)
        elif character == "[":
            # Classes inside classes, which Rust reads and Python does not.
            raise _InexpressibleError
        elif character in "&~-" and scanner.peek() == character:
            raise _InexpressibleError
        elif character == "-":
            text += "\\-" if len(text) == start or scanner.peek() == "]" else "-"
        else:
            text += character
    if len(text) == start:
        raise _InexpressibleError
    return f"{text}]"


_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_"}
_NEGATED = {"D": "[^0-9]", "W": "[^A-Za-z0-9_]"}
_CONTROLS = {"n": "\\n", "r": "\\r", "t": "\\t"}
_CODE_DIGITS = {"x": 2, "u": 4}
# Characters that I-Regexp lets one escape.
_ESCAPABLE = "()*+-.?[\\]^{|}"


def _read_escape(scanner: _Scanner, *, is_in_class: bool) -> str:
    character = scanner.next()
    if character in _CLASSES:
        members = _CLASSES[character]
        return members if is_in_class else f"[{members}]"
    if character in _NEGATED and not is_in_class:
        return _NEGATED[character]
    if character in _CONTROLS:
        return _CONTROLS[character]
    if character in _CODE_DIGITS:
        return _escape(_read_code(scanner, _CODE_DIGITS[character]))
    if character.isalnum():
        raise _InexpressibleError
    return _escape(character)


def _escape(character: str) -> str:
    return f"\\{character}" if character in _ESCAPABLE else character


def _read_code(scanner: _Scanner, digits: int) -> str:
    code = scanner.source[scanner.position : scanner.position + digits]
    if re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", code) is None:
        raise _InexpressibleError
    scanner.position += digits
    character = chr(int(code, 16))
    if "\ud800" <= character <= "\udfff":
        raise _InexpressibleError
    return character
