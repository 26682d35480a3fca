"""Encode: results and effects into the answer (SPEC.md, Calls; Headers of a bundle; Errors)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mizan.generated.headers import (
    HEADER_CACHE,
    HEADER_CACHE_GROUPS,
    HEADER_ENTRY,
    HEADER_ETAG,
    HEADER_IDENTITY,
    HEADER_RETRY_AFTER,
    HEADER_SETTLE,
    HEADER_VARY,
)
from mizan.json.print_json import print_json
from mizan.pipeline.answer_head import start_head, target_head
from mizan.pipeline.bundle_text import tainted_names, to_etag
from mizan.pipeline.caller_identity import ANONYMOUS
from mizan.pipeline.etag import matches_etag
from mizan.pipeline.origin import preflight_headers
from mizan.pipeline.plain_answer import HeaderPair, PlainAnswer
from mizan.pipeline.steps.invoke import QueryFailure
from mizan.pipeline.targets import NO_TARGETS
from mizan.targets.tags import tags_of_entry
from mizan.targets.target import Entry

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.answer_headers import AnswerHeaders
    from mizan.pipeline.bundle_text import BundleText
    from mizan.pipeline.exchange import BundlePlan, Exchange, PreflightPlan
    from mizan.pipeline.failure import Failure
    from mizan.pipeline.service import Service
    from mizan.pipeline.steps.invalidate import Effects
    from mizan.pipeline.steps.invoke import QueryOutcome
    from mizan.pipeline.steps.read_cache import BundleRead
    from mizan.pipeline.targets import PublishedTargets
    from mizan.registry.registry import RegisteredContext

_NO_STORE = ("Cache-Control", "no-store")
_JSON_TYPE = ("Content-Type", "application/json")


def encode_call(
    exchange: Exchange, wire: JsonValue, headers: AnswerHeaders | None, effects: Effects
) -> PlainAnswer:
    """What a call answers: of a run, or of an earlier one."""
    published, merges, refreshed = effects.published, effects.merges, effects.refreshed
    head = start_head(exchange)
    _push_identity(head, exchange)
    head.append(_NO_STORE)
    push_settle(head, exchange)
    head.extend(target_head(exchange, published))
    if headers is not None:
        head.extend(headers.pairs())
    targets = print_json(published.body) if published.body else "[]"
    text = f'{{"result":{print_json(wire)},"invalidate":{targets}'
    if merges.items:
        text += f',"merge":{print_json(merges.items)}'
    if refreshed:
        text += f',"refresh":[{",".join(refreshed)}]'
    return _to_json_answer(exchange, 200, head, text + "}")


def encode_bundle(exchange: Exchange, plan: BundlePlan, read: BundleRead) -> PlainAnswer:
    if read.bundle is None:
        first = read.failures[0]
        exchange.code = first.failure.code
        return encode_failure(exchange, first.failure, NO_TARGETS)
    service, bundle = exchange.service, read.bundle
    if bundle.is_tainted:
        warn_tainted(service, tainted_names(read.outcomes, plan.selection.context.declared))
    head = _to_bundle_head(exchange, plan, bundle)
    _push_outcomes(head, service, read.outcomes)
    if bundle.has_failures or bundle.is_tainted or exchange.request.method == "POST":
        return _to_json_answer(exchange, 200, head, bundle.text)
    etag = read.etag or to_etag(bundle.text)
    head.append((HEADER_ETAG, etag))
    if matches_etag(exchange.request.header("if-none-match"), etag):
        service.counts.not_modified += 1
        return PlainAnswer(304, head, unread_body=exchange.has_unread_body)
    return _to_json_answer(exchange, 200, head, bundle.text)


def _to_bundle_head(exchange: Exchange, plan: BundlePlan, bundle: BundleText) -> list[HeaderPair]:
    """What is said of a bundle, wherever its bytes come from."""
    selection, method = plan.selection, exchange.request.method
    is_public = not bundle.is_tainted and _is_public_context(exchange.service, selection.context.declared)
    head = start_head(exchange)
    if not is_public:
        _push_identity(head, exchange)
    head.append(("Cache-Control", _to_cache_control(bundle, is_public=is_public)))
    _push_vary(head, exchange)
    if exchange.cache_mark is not None:
        head.append((HEADER_CACHE, exchange.cache_mark))
    push_settle(head, exchange)
    if bundle.entry.header is not None:
        head.append((HEADER_ENTRY, bundle.entry.header))
    if is_public and not bundle.has_failures and not selection.is_slice and method != "POST":
        _push_groups(head, exchange, plan, bundle)
    return head


def encode_preflight(exchange: Exchange, plan: PreflightPlan) -> PlainAnswer:
    preflight = preflight_headers(exchange.request, exchange.service.origins, plan.methods)
    return PlainAnswer(204, [*start_head(exchange), *preflight], unread_body=exchange.has_unread_body)


def encode_failure(exchange: Exchange, failure: Failure, published: PublishedTargets) -> PlainAnswer:
    """The error envelope, with the targets of a mutation whose outcome is not known."""
    head = start_head(exchange)
    if exchange.caller is not None:
        _push_identity(head, exchange)
    head.append(_NO_STORE)
    head.extend(target_head(exchange, published))
    if failure.retry_after_seconds is not None:
        head.append((HEADER_RETRY_AFTER, str(failure.retry_after_seconds)))
    if exchange.allow is not None:
        head.append(("Allow", ", ".join(exchange.allow)))
    body: dict[str, JsonValue] = {"error": failure.error}
    if published.body:
        body["invalidate"] = published.body
    return _to_json_answer(exchange, failure.status, head, print_json(body))


def encode_session(exchange: Exchange, csrf_token: str | None) -> PlainAnswer:
    """`GET {base}/session/` (ID-17)."""
    return _to_own_answer(exchange, {"csrf_token": csrf_token})


def encode_token(exchange: Exchange, minted: JsonObject) -> PlainAnswer:
    """`POST {base}/session/token/` (ID-13)."""
    return _to_own_answer(exchange, minted)


def warn_tainted(service: Service, names: Sequence[str]) -> None:
    """By name, once; in development it is an error."""
    if service.development:
        raise TypeError(_describe_taint(", ".join(names)))
    for name in names:
        service.warn_once(_describe_taint(name))


def _push_identity(head: list[HeaderPair], exchange: Exchange) -> None:
    keys = ANONYMOUS if exchange.caller is None else exchange.caller.keys
    head.append((HEADER_IDENTITY, keys.header))
    head.extend(exchange.session_headers)


def push_settle(head: list[HeaderPair], exchange: Exchange) -> None:
    """What was read may be older than a mutation that was answered (CACHE-18)."""
    if exchange.settle_ms is not None:
        head.append((HEADER_SETTLE, str(exchange.settle_ms)))


def _push_vary(head: list[HeaderPair], exchange: Exchange) -> None:
    """
    What the values of the vary inputs are, and by which headers a shared cache can tell them apart (CACHE-5).
    """
    texts, inputs = exchange.vary, exchange.service.vary
    if texts is None:
        return
    head.append((HEADER_VARY, inputs.hash(texts)))
    names = inputs.header_of(list(texts))
    if names is not None:
        head.append(("Vary", names))


def _is_public_context(service: Service, context: RegisteredContext) -> bool:
    """Nobody's in particular: without guards, and where it varies, by headers alone."""
    if context.user_scoped:
        return False
    return not context.vary or service.vary.header_of(context.vary) is not None


def _to_cache_control(bundle: BundleText, *, is_public: bool) -> str:
    if bundle.has_failures:
        return "no-store"
    if bundle.is_tainted:
        return "private, no-store"
    return "public, no-cache" if is_public else "private, no-cache"


def _push_outcomes(head: list[HeaderPair], service: Service, outcomes: Sequence[QueryOutcome]) -> None:
    """Headers that queries set; those that failed are counted."""
    for outcome in outcomes:
        if isinstance(outcome, QueryFailure):
            service.counts.count_error(outcome.failure.code)
        elif outcome.call.headers is not None:
            head.extend(outcome.call.headers.pairs())


def _push_groups(head: list[HeaderPair], exchange: Exchange, plan: BundlePlan, bundle: BundleText) -> None:
    declared = plan.selection.context.declared

    def make_tags() -> Sequence[str]:
        params = [param.name for param in declared.params]
        return tags_of_entry(params, Entry(declared.name, bundle.entry.params))

    head.append((HEADER_CACHE_GROUPS, exchange.service.groups.of_entry(bundle.entry.header, make_tags)))


def _describe_taint(names: str) -> str:
    return (
        f"{names} reads the caller in a context without guards, or the request, or sets a header: nobody "
        "else may get its bundle, and nobody keeps it. Give it a guard (auth), a vary input, or let it take "
        "what it needs as an argument"
    )


def _to_own_answer(exchange: Exchange, body: JsonObject) -> PlainAnswer:
    """It is the caller's: nobody keeps it."""
    head = start_head(exchange)
    _push_identity(head, exchange)
    head.append(_NO_STORE)
    return _to_json_answer(exchange, 200, head, print_json(body))


def _to_json_answer(exchange: Exchange, status: int, head: list[HeaderPair], text: str) -> PlainAnswer:
    head.append(_JSON_TYPE)
    body = None if exchange.request.method == "HEAD" else text
    return PlainAnswer(status, head, body, unread_body=exchange.has_unread_body)
