"""An annotation of a function's signature → reading."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError, PydanticUndefinedAnnotation, PydanticUserError

from mizan.schema.core_node import CoreNode, as_node
from mizan.schema.read_type import read_type
from mizan.schema.reading import UNREADABLE, ReadContext, Reading


def read_annotation(annotation: Any, context: ReadContext) -> Reading:  # noqa: ANN401 - anything that Python accepts as a type
    node = _node_of(annotation, context)
    return UNREADABLE if node is None else read_type(node, context)


def read_defaulted(annotation: Any, default: CoreNode, context: ReadContext) -> Reading:  # noqa: ANN401 - as above
    """`default` is the part of a `default` node that says which."""
    node = _node_of(annotation, context)
    return UNREADABLE if node is None else read_type({"type": "default", "schema": node, **default}, context)


def _node_of(annotation: Any, context: ReadContext) -> CoreNode | None:  # noqa: ANN401 - as above
    try:
        node = as_node(TypeAdapter(annotation).core_schema)
        # What stands in for the schema of a class that is not whole says so when it is looked at.
        return node if node["type"] else None
    except PydanticUndefinedAnnotation as error:
        context.refuse(
            f'"{error.name}" is not known here', "Import it at run time, not only for type checkers."
        )
    except PydanticSchemaGenerationError:
        context.refuse(
            f"{_name_of(annotation)} has no schema",
            "Use a model, a dataclass or a TypedDict. A view, which returns the framework's own response, "
            "needs a `route`.",
        )
    except (PydanticUserError, TypeError, NameError) as error:
        said = str(error).partition("\n")[0]
        context.refuse(f"Pydantic cannot read this type: {said}")
    return None


def _name_of(annotation: object) -> str:
    return annotation.__qualname__ if isinstance(annotation, type) else repr(annotation)
