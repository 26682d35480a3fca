"""A target that application code names, checked: what an app cannot mean is its mistake, and said at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mizan.pipeline.invalidation_target import InvalidationTarget, Named, Part, TargetDetail
from mizan.pipeline.targets import ContextTarget

if TYPE_CHECKING:
    from mizan.pipeline.service import Service


def read_target(asked: InvalidationTarget, service: Service) -> ContextTarget:
    """Only names are checked here; values when the target is resolved."""
    if isinstance(asked, TargetDetail):
        context_name, query = _read_part(asked.part, service)
        target = ContextTarget(context_name, query, asked.params, asked.own, asked.hidden)
    else:
        target = ContextTarget(*_read_part(asked, service))
    context = service.registry.contexts.get(target.context)
    if context is None:
        raise TypeError(f"invalidate: there is no context {target.context!r}")
    narrowed = target.function
    params = {param.name: param for param in context.params}
    for name in target.params or {}:
        param = params.get(name)
        if param is None or (narrowed is not None and narrowed not in param.used_by):
            raise TypeError(
                f"invalidate: {narrowed or 'the context ' + target.context} has no param {name!r}"
            )
    return target


def _read_part(part: Part, service: Service) -> tuple[str, str | None]:
    """A name is a context's, or else a query's."""
    name = service.registry.name_of(part)
    if name is None:
        name = part if isinstance(part, str) else _name_of_context(part)
        if name in service.registry.contexts:
            return name, None
    query = service.registry.functions.get(name)
    if query is None or query.context is None:
        return name, None
    return query.context, query.name


def _name_of_context(part: object) -> str:
    name: object = getattr(cast("Named", part), "name", None)
    if isinstance(name, str):
        return name
    raise TypeError("invalidate: this function is not one that the app serves")
