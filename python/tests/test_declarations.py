"""A wrong declaration fails at start, with its place, all at once."""

# The declarations are wrong on purpose, in ways that a type checker sees too.
# pyright: basic

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any, NamedTuple, Protocol

import pytest
from pydantic import BaseModel, Field

from mizan import Affects, Call, DeclarationErrors, ErrorDeclaration, ReactContext, client
from mizan.registry.binding import Binding
from mizan.registry.create_registry import create_registry
from tests.support.declared import register

UserContext = ReactContext("user")
OtherContext = ReactContext("other")


class Profile(BaseModel):
    user_id: int


class HttpRequest:
    """What a framework would hand in."""


class AuthenticatedRequest(HttpRequest):
    user: str


class Known(Protocol):
    user: str


@client(context=UserContext)
def user_profile(_request: Call, user_id: int) -> Profile:
    return Profile(user_id=user_id)


def problems(*functions: Callable[..., Any], binding: Binding | None = None) -> list[str]:
    with pytest.raises(DeclarationErrors) as caught:
        register(user_profile, *functions, binding=binding)
    return [each.reason for each in caught.value.errors]


def test_all_mistakes_are_told_at_once_with_file_and_line() -> None:
    @client(context=UserContext, affects="nothing")
    def first(_request: Call) -> int:
        return 1

    @client()
    def second(_request: Call) -> None: ...

    with pytest.raises(DeclarationErrors) as caught:
        register(first, second)
    text = str(caught.value)
    line = first.__code__.co_firstlineno
    assert f"tests/test_declarations.py:{line}: first: affects: is for mutations: a query only reads" in text
    assert "second: a mutation must say what it makes stale" in text
    assert text.startswith("2 mistakes in the declarations:")


class Wrong(NamedTuple):
    options: dict[str, Any]
    reason: str


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong({"afects": "nothing", "affects": "nothing"}, 'there is no option "afects"'),
        Wrong({"context": "user"}, "context: must be a ReactContext"),
        Wrong({"context": UserContext, "cache": 0}, "cache: must be a whole number of seconds above 0"),
        Wrong({"context": UserContext, "rev": True}, "rev: must be a whole number, 0 or above"),
        Wrong({"affects": "nothing", "cache": 5}, "cache: is for queries"),
        Wrong({"affects": "nothing", "auth": "admin"}, "auth: 'admin' is no guard"),
        Wrong({"affects": "nothing", "private": 1}, "private: must be True or False"),
        Wrong({"affects": "nothing", "name": "1st"}, '"1st" is no name for a function'),
        Wrong({"affects": "nothing", "methods": ["GET"]}, "methods: says nothing without a `route`"),
        Wrong({"affects": "nothing", "route": "profile"}, "route: 'profile' is no path"),
        Wrong({"affects": "nothing", "route": "/p/:x/"}, 'route: ":x" is no argument of the function'),
        Wrong({"affects": "nothing", "route": "/p/", "methods": ["GET"]}, "methods: a mutation cannot be reached by GET"),
        Wrong({"affects": OtherContext}, 'affects: the context "other" has no query'),
        Wrong({"affects": "everything"}, "affects: must be a ReactContext, a query"),
        Wrong({"affects": print}, "affects: the function is not declared with client"),
        Wrong({"affects": [UserContext, UserContext]}, 'affects: "user" is listed twice'),
        Wrong({"affects": Affects(UserContext, own=True)}, 'affects: own: no query of the context "user" has a guard'),
        Wrong({"affects": UserContext, "scope": ["page"]}, 'scope: "page" is not an argument that is also a param'),
        Wrong({"affects": Affects(UserContext, before=lambda: 1)}, "affects: `before` prepares for `params`"),
        Wrong({"affects": "nothing", "affects_params": lambda: None}, "affects_params: says nothing without"),
        Wrong({"affects": "nothing", "merge": UserContext}, 'affects: "nothing" contradicts `merge`'),
        Wrong({"merge": UserContext}, 'merge: no query of the context "user" has the output type'),
        Wrong({"affects": "nothing", "errors": {"A": 409}}, "errors: must be a list of ErrorDeclaration"),
        Wrong({"affects": "nothing", "errors": [ErrorDeclaration("CONFLICT", 409)]}, "errors.CONFLICT: CONFLICT is a code of the protocol"),
        Wrong({"affects": "nothing", "errors": [ErrorDeclaration("taken", 409)]}, "errors.taken: codes are UPPER_SNAKE"),
        Wrong({"affects": "nothing", "errors": [ErrorDeclaration("TAKEN", 500)]}, "errors.TAKEN: the status must be 400 to 499"),
    ],
    ids=lambda wrong: wrong.reason,
)  # fmt: skip
def test_options(wrong: Wrong) -> None:
    @client(**wrong.options)
    def subject(_request: Call) -> None: ...

    assert any(wrong.reason in reason for reason in problems(subject)), problems(subject)


def test_signatures() -> None:
    @client(affects="nothing")
    def no_request() -> None: ...

    @client(affects="nothing")
    def forgotten(user_id: int) -> None: ...

    @client(affects="nothing")
    def starred(_request: Call, *ids: int, **others: int) -> None: ...

    @client(affects="nothing")
    def bare(_request: Call, user_id) -> None: ...  # type: ignore[no-untyped-def] # noqa: ANN001 - that is the mistake

    @client(affects="nothing")
    def silent(_request: Call): ...  # type: ignore[no-untyped-def] # noqa: ANN202 - that is the mistake

    @client(affects="nothing")
    def unknown(_request: Call, x: Nowhere) -> None: ...  # type: ignore[name-defined] # noqa: F821 - the mistake

    @client(affects="nothing")
    def late(_request: Call, day: date = "tomorrow") -> None: ...  # type: ignore[assignment]

    @client(affects="nothing")
    def generated(_request: Call) -> Any:  # noqa: ANN401 - a generator on purpose
        yield 1

    text = "\n".join(problems(no_request, forgotten, starred, bare, silent, unknown, late, generated))
    assert "no_request: has no parameter for the request" in text
    assert "forgotten: the first parameter is the request, and user_id is annotated as something else" in text
    assert "starred: input.ids: arguments are named, one by one" in text
    assert "starred: input.others: arguments are named, one by one" in text
    assert "bare: input.user_id: has no type" in text
    assert "silent: output: has no type" in text
    assert "unknown: input.x: the annotation 'Nowhere' names something that is not known at run time" in text
    assert 'late: input.day: the default "tomorrow" does not fit the type' in text
    assert "generated: yields, and a function returns once" in text


def test_what_the_first_parameter_is() -> None:
    @client(affects="nothing")
    def bare(request): ...  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - Django people write it so

    bare.__annotations__ = {"return": None}

    @client(affects="nothing")
    def annotated(_request: HttpRequest) -> None: ...

    @client(affects="nothing")
    def narrowed(_request: AuthenticatedRequest) -> None: ...

    @client(affects="nothing")
    def promised(_request: Known) -> None: ...

    @client(affects="nothing")
    def by_call(_call: Call) -> None: ...

    django = register(bare, annotated, narrowed, promised, by_call, binding=Binding(request=HttpRequest))
    assert {name: each.receives for name, each in django.functions.items()} == {
        "bare": "request",
        "annotated": "request",
        "narrowed": "request",
        "promised": "request",
        "by_call": "call",
    }
    assert register(bare).functions["bare"].receives == "call"
    [reason] = problems(annotated)
    assert "the first parameter is the request, and _request is annotated as something else" in reason


def test_parameters_that_a_framework_fills_are_no_arguments() -> None:
    depends = object()

    @client(affects="nothing")
    def subject(_request: Call, user_id: int, session: Annotated[str, depends]) -> None: ...

    binding = Binding(
        is_injected=lambda parameter: depends in getattr(parameter.annotation, "__metadata__", ())
    )
    function = register(subject, binding=binding).functions["subject"]
    assert function.parameters == ("user_id",)
    assert [each.name for each in function.injected] == ["session"]


def test_queries_of_a_context_agree_on_their_params() -> None:
    @client(context=UserContext)
    def orders(_request: Call, user_id: Annotated[int, Field(ge=1)]) -> int:
        return user_id

    [reason] = problems(orders)
    assert reason.startswith("user_profile: input.user_id: queries of a context must agree on a param")


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [(list[int] | None, "a list that may be null"), (int | None, "nullable with a default other than null")],
)
def test_params_that_would_be_ambiguous(annotation: Any, reason: str) -> None:  # noqa: ANN401 - types
    def subject(_request: Call, filter_by: object = 5) -> int:
        return 1

    subject.__annotations__ = {"filter_by": annotation, "return": int}
    if "list" in reason:
        subject.__defaults__ = None
    assert any(reason in each for each in problems(client(context=UserContext)(subject)))


def test_one_name_with_two_shapes() -> None:
    def make(kind: type) -> type:
        return type(
            "Twice", (BaseModel,), {"__annotations__": {"x": kind}, "__module__": f"app_{kind.__name__}"}
        )

    def subject(_request: Call) -> None: ...

    subject.__annotations__ = {"return": make(int)}

    def other(_request: Call) -> None: ...

    other.__annotations__ = {"return": make(str)}
    text = "\n".join(problems(client(affects="nothing")(subject), client(affects="nothing")(other)))
    assert 'the type name "Twice" has two shapes: app_str.Twice at other (tests/' in text


def test_names_collide_and_methods_are_refused() -> None:
    @client(affects="nothing", name="same")
    def first(_request: Call) -> None: ...

    @client(affects="nothing", name="same")
    def second(_request: Call) -> None: ...

    class Users:
        @client(affects="nothing")
        def method(self, user_id: int) -> None: ...

    @client(affects="nothing")
    def wrapped(_request: Call) -> None: ...

    above = functools.wraps(wrapped)(lambda request: wrapped(request))
    module = vars(SimpleNamespace(first=first, second=second, Users=Users, above=above))
    with pytest.raises(DeclarationErrors) as caught:
        create_registry([{**module, "__name__": Users.__module__}])
    text = str(caught.value)
    assert 'a function "same" is declared twice, here and at' in text
    assert "@client stands on a method of Users" in text
    assert "another decorator stands above @client on wrapped" in text


def test_guards_take_the_user_alone_or_the_call_as_well() -> None:
    @client(affects="nothing", auth=lambda user: user == "Ada")
    def one(_request: Call) -> None: ...

    @client(affects="nothing", auth=lambda user, call: (user, call) == ("Ada", 5))
    def both(_request: Call) -> None: ...

    registry = register(one, both)
    for name in ("one", "both"):
        guard = registry.functions[name].guard
        assert guard is not None and guard.kind == "custom"  # noqa: PT018 - narrows the type
        assert guard.check("Ada", 5) is True  # type: ignore[arg-type]
        assert guard.check(None, 5) is False  # type: ignore[arg-type]


def test_decorators_below_are_part_of_the_function() -> None:
    def twice(function: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(function)
        def wrapper(*args: object, **kwargs: object) -> int:
            return function(*args, **kwargs) * 2

        return wrapper

    @client(affects="nothing")
    @twice
    def subject(_request: Call, x: int) -> int:
        return x

    function = register(subject).functions["subject"]
    assert function.parameters == ("x",)
    assert function.invoke(None, {"x": 2}) == 4
    assert "test_declarations.py" in function.place
    assert int(function.place.rpartition(":")[2]) > twice.__code__.co_firstlineno + 5


def test_mistakes_in_types_have_a_place() -> None:
    class Broken(BaseModel):
        x: int = "5"  # type: ignore[assignment]
        either: date | str

    @client(affects="nothing")
    def subject(_request: Call) -> Broken: ...

    subject.__annotations__["return"] = Broken
    with pytest.raises(DeclarationErrors) as caught:
        register(subject)
    assert all("test_declarations.py" in each.place for each in caught.value.errors)
    assert any('the type "Broken": Two members of a union' in each.reason for each in caught.value.errors)


def test_what_has_no_schema() -> None:
    @client(affects="nothing")
    def subject(_request: Call, x: HttpRequest) -> list[HttpRequest]: ...

    output, argument = problems(subject)
    assert argument == "subject: input.x: HttpRequest has no schema"
    assert output.startswith("subject: output: list[")
    with pytest.raises(DeclarationErrors, match="is no module"):
        create_registry([user_profile])  # type: ignore[list-item]


def test_what_else_a_module_holds_is_not_touched() -> None:
    class Proxy:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("there is no request")

        @property
        def __dict__(self) -> dict[str, object]:  # type: ignore[override]
            raise RuntimeError("there is no request")

    class NotWhole(BaseModel):
        x: Nowhere  # type: ignore[name-defined] # noqa: F821 - defined later

    module = {"proxy": Proxy(), "NotWhole": NotWhole, "user_profile": user_profile, "BaseModel": BaseModel}
    assert list(create_registry([module]).functions) == ["user_profile"]


def test_the_function_stays_what_it_was() -> None:
    assert user_profile.__name__ == "user_profile"
    assert user_profile(None, 5) == Profile(user_id=5)  # type: ignore[arg-type]


def test_explicit_scopes_take_as_many_arguments_as_they_name() -> None:
    @client(affects=UserContext, affects_params=lambda args: {"user_id": args["other_id"]})
    def one(_request: Call, other_id: int) -> None: ...

    @client(
        affects=Affects(
            UserContext, before=lambda args: args, params=lambda args, result, before: (args, result, before)
        )
    )
    def three(_request: Call, other_id: int) -> None: ...

    registry = register(user_profile, one, three)
    [affect] = registry.functions["one"].affects
    assert affect.params is not None
    assert affect.params({"other_id": 5}, None, None) == {"user_id": 5}
    [affect] = registry.functions["three"].affects
    assert affect.params is not None
    assert affect.before is not None
    assert affect.before({"other_id": 5}, None) == {"other_id": 5}  # type: ignore[arg-type]
    assert affect.params(1, 2, 3) == (1, 2, 3)  # type: ignore[arg-type]
