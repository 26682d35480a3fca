"""
The declared inputs of queries beside their params, such as tenant or locale, and what stands for them on the
wire (SPEC.md, CACHE-4, CACHE-5, CACHE-25).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mizan.generated.limits import MAX_VARY_CHARS
from mizan.json.canonical_json import to_canonical_json
from mizan.keys.hmac import hmac_sha256_hex
from mizan.pipeline.refuse import refuse
from mizan.pipeline.remember import remember

if TYPE_CHECKING:
    from mizan.pipeline.call_request import CallRequest

_REMEMBERED_HASHES = 1000

VaryFunction = Callable[["CallRequest"], str]
"""Should know few texts: each is an entry of its own in every cache. It must wait for nothing."""


@dataclass(frozen=True, slots=True)
class VaryHeader:
    """An input made of one header: then shared caches can tell the answers apart by themselves."""

    header: str
    resolve: Callable[[str | None], str]
    """Of the header's text; None when the request has no such header."""


VaryInput = VaryFunction | VaryHeader


class VaryTexts:
    """What a handler reads: `call.vary.tenant`, `call.vary["tenant"]`."""

    __slots__ = ("_owner", "_texts")

    def __init__(self, texts: Mapping[str, str], owner: str) -> None:
        self._texts = texts
        self._owner = owner

    def __getitem__(self, name: str) -> str:
        text = self._texts.get(name)
        if text is None:
            # It would be part of no key.
            raise TypeError(f"{self._owner} reads call.vary.{name}: add it to its option `vary`")
        return text

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


class VaryInputs:
    def __init__(self, inputs: Mapping[str, VaryInput], secret: str | None) -> None:
        self._inputs = inputs

        def hash_texts(texts: tuple[tuple[str, str], ...]) -> str:
            return hmac_sha256_hex(secret or "", to_canonical_json({"v": dict(texts)}))[:16]

        self._hash = remember(hash_texts, limit=_REMEMBERED_HASHES)

    @property
    def headers(self) -> Mapping[str, str]:
        """By name: of the inputs that are one header and nothing else."""
        inputs = self._inputs.items()
        return {name: given.header for name, given in inputs if isinstance(given, VaryHeader)}

    def resolve(self, names: Sequence[str], request: CallRequest) -> Mapping[str, str]:
        """Each input is resolved once a request. Raises CallError for a text that is none."""
        known = request.vary_texts
        for name in names:
            if name not in known:
                known[name] = _check_text(name, _ask(self._inputs[name], request))
        return {name: known[name] for name in names}

    def header_of(self, names: Sequence[str]) -> str | None:
        """Value of `Vary`; None when one of the inputs is no header, or there are none."""
        inputs = [self._inputs[name] for name in names]
        headers = {each.header.lower(): each.header for each in inputs if isinstance(each, VaryHeader)}
        if not names or not all(isinstance(each, VaryHeader) for each in inputs):
            return None
        return ", ".join(headers[name] for name in sorted(headers))

    def hash(self, texts: Mapping[str, str]) -> str:
        """Value of X-Mizan-Vary."""
        return self._hash(tuple(texts.items()))


def _ask(given: VaryInput, request: CallRequest) -> object:
    if isinstance(given, VaryHeader):
        return given.resolve(request.header(given.header))
    return given(request)


def _check_text(name: str, text: object) -> str:
    """What a request can bring about is its own mistake; another type is the app's."""
    if not isinstance(text, str):
        raise TypeError(f"the vary input {name} resolved to something that is no text")
    if len(text) > MAX_VARY_CHARS or any("\ud800" <= character <= "\udfff" for character in text):
        problem = "a text of this request, on which the answer depends, is none or is too long"
        raise refuse("BAD_REQUEST", problem)
    return text
