"""`mizan.fastapi` over ASGI, on a real database."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, Response

from mizan import Call, DeclarationErrors, ReactContext, TargetDetail, client
from mizan.app.app_options import AppOptions
from mizan.fastapi import MizanRouter, find_app, mizan_router
from mizan.pipeline.service import ErrorReport, InvalidationEvent
from tests.fastapi import board

CALL = "/api/mizan/call/"


class Stage:
    def __init__(
        self, app: FastAPI, router: MizanRouter, http: httpx.AsyncClient, reports: list[ErrorReport]
    ) -> None:
        self.app, self.router, self.http, self.reports = app, router, http, reports

    async def call(self, name: str, args: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        return await self.http.post(CALL, json={"fn": name, "args": args or {}}, headers=headers)


Check = Callable[[Stage], Awaitable[None]]


@pytest.fixture
def stage(tmp_path: Path) -> Callable[[Check], None]:
    """Runs a check in an event loop of its own."""

    def run(check: Check) -> None:
        async def main() -> None:
            async for one in _open_stage(tmp_path):
                await check(one)

        asyncio.run(main())

    return run


async def _open_stage(folder: Path) -> AsyncIterator[Stage]:
    reports: list[ErrorReport] = []
    app, router = await board.create_board(folder / "notes.sqlite", reports)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield Stage(app, router, http, reports)


def test_reads_a_bundle_with_a_session_as_dependency(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.http.get("/api/mizan/ctx/note/?note_id=1")
        assert answer.json() == {"note": {"id": 1, "text": "one"}}
        # A session is none of the request's: the answer is everybody's.
        assert answer.headers["cache-control"] == "public, no-cache"
        assert board.database.closed == ["committed"]

    stage(check)


def test_dependency_that_reads_the_request_makes_the_answer_private(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.http.get("/api/mizan/ctx/greeting/", headers={"X-Name": "Ada"})
        assert answer.json() == {"greeting": "hello Ada"}
        assert "private" in answer.headers["cache-control"]
        assert answer.headers["x-mizan-identity"] == "-"

    stage(check)


def test_synchronous_function_gets_its_dependencies_in_its_thread(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.http.get("/api/mizan/ctx/sync/")
        assert answer.json() == {"sync_text": "from a thread"}
        assert board.database.closed == ["text closed"]

    stage(check)


def test_commits_before_anybody_hears_of_it(stage: Callable[[Check], None]) -> None:
    heard: list[list[str]] = []

    async def check(on: Stage) -> None:
        def listen(event: InvalidationEvent) -> None:
            heard.append([*board.database.closed])

        on.router.mizan.on_invalidate(listen)
        mounted = [{"context": "note", "params": {"note_id": 1}}]
        body = {"fn": "rename_note", "args": {"note_id": 1, "text": "uno"}, "mounted": mounted}
        answer = await on.http.post(CALL, json=body)
        assert answer.status_code == 200
        assert answer.headers["x-mizan-invalidate"] == "note;note_id=1"
        assert answer.json()["refresh"][0]["bundle"] == {"note": {"id": 1, "text": "uno"}}
        assert heard == [["committed"]]

    stage(check)


def test_failure_reaches_the_session_and_nothing_is_invalidated(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.call("rename_note", {"note_id": 1, "text": "late failure"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CONFLICT")
        assert board.database.closed == ["rolled back by CallError"]
        assert "x-mizan-invalidate" not in answer.headers
        kept = await on.http.get("/api/mizan/ctx/note/?note_id=1")
        assert kept.json() == {"note": {"id": 1, "text": "one"}}

    stage(check)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "BAD_REQUEST"),
        (403, "FORBIDDEN"),
        (404, "NOT_FOUND"),
        (418, "BAD_REQUEST"),
        (429, "RATE_LIMITED"),
    ],
)
def test_http_exceptions_are_errors_of_the_protocol(
    stage: Callable[[Check], None], status: int, code: str
) -> None:
    async def check(on: Stage) -> None:
        answer = await on.call("refuse", {"status": status})
        assert (answer.json()["error"]["code"], answer.json()["error"]["details"]) == (code, {"why": "so"})
        assert answer.headers.get("retry-after") == ("9" if status == 429 else None)
        assert on.reports == []

    stage(check)


def test_http_exception_of_a_broken_server_stays_internal(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.call("refuse", {"status": 500})
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL")
        assert [report.function for report in on.reports] == ["refuse"]

    stage(check)


def test_identity_comes_from_a_dependency(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        assert (await on.call("whoami")).json()["error"]["code"] == "UNAUTHORIZED"
        assert (await on.call("whoami", Authorization="ada")).json()["result"] == "ada"
        refused = await on.call("whoami", Authorization="broken")
        assert refused.json()["error"] == {"code": "UNAUTHORIZED", "message": "that token is none"}

    stage(check)


def test_overrides_of_fastapi_apply(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        on.app.dependency_overrides[board.caller_name] = lambda: "the test"
        answer = await on.http.get("/api/mizan/ctx/greeting/")
        assert answer.json() == {"greeting": "hello the test"}

    stage(check)


def test_view_path_answers_its_own_response_with_the_header(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.http.post("/notes/2/print")
        assert (answer.status_code, answer.text) == (201, "note 2")
        assert answer.headers["x-mizan-invalidate"] == "note;note_id=2"
        assert answer.headers.get_list("set-cookie") == ["printed=yes; Path=/; SameSite=lax"]

    stage(check)


def test_body_that_grows_beyond_its_limit_is_refused_while_it_arrives(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield b" " * 65_536

        headers = {"Content-Type": "application/json"}
        answer = await on.http.post(CALL, content=endless(), headers=headers)
        assert answer.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"

    stage(check)


def test_call_errors_of_ordinary_routes_are_envelopes(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        answer = await on.http.get("/plain")
        assert answer.json() == {"error": {"code": "RATE_LIMITED", "message": "not now"}}
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")

    stage(check)


def test_other_code_finds_the_app_and_invalidates(stage: Callable[[Check], None]) -> None:
    async def check(on: Stage) -> None:
        heard: list[str] = []
        on.router.mizan.on_invalidate(lambda event: heard.extend(one.context for one in event.targets))
        assert find_app(on.app) is on.router.mizan
        await on.router.mizan.invalidate_async(TargetDetail(board.NoteContext, {"note_id": 1}))
        assert heard == ["note"]

    stage(check)


def test_dependencies_that_want_what_a_call_has_not_stop_the_start() -> None:
    def later(tasks: BackgroundTasks) -> None: ...

    def dressed(response: Response) -> None: ...

    @client(context=ReactContext("x"))
    async def tasks(call: Call, it: Annotated[None, Depends(later)]) -> None: ...

    @client(context=ReactContext("y"))
    async def dress(call: Call, it: Annotated[None, Depends(dressed)]) -> None: ...

    with pytest.raises(DeclarationErrors) as raised:
        mizan_router(options=AppOptions(modules=[{"tasks": tasks, "dress": dress}]))
    reasons = sorted(error.reason for error in raised.value.errors)
    assert len(reasons) == 2
    assert "takes the response" in reasons[0]
    assert "background tasks" in reasons[1]


def test_users_need_the_secret() -> None:
    with pytest.raises(DeclarationErrors, match=r"secrets\.cache"):
        mizan_router(user=board.current_user)


def _print_ir(name: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "mizan.fastapi.ir", name]
    folder = Path(__file__).parents[2]
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False)


def test_ir_is_printed_of_an_app() -> None:
    printed = _print_ir("fixture.fastapi_site.site_app:app")
    claimed = Path(__file__).parents[3] / "protocol/fixture/claimed.kdl"
    assert (printed.returncode, printed.stdout) == (0, claimed.read_text())


@pytest.mark.parametrize(
    "name", ["", "nowhere:app", "fixture.fastapi_site.site_app:nothing", "json:JSONDecoder"]
)
def test_ir_says_what_is_wrong(name: str) -> None:
    printed = _print_ir(name)
    assert printed.returncode in (1, 2)
    assert "Traceback" not in printed.stderr
    assert printed.stderr != ""


@pytest.mark.parametrize("prefix", ["/inner", "/api", "/api/mizan"])
def test_an_app_mounted_under_a_prefix_finds_its_paths(stage: Callable[[Check], None], prefix: str) -> None:
    async def check(at: Stage) -> None:
        outer = FastAPI()
        outer.mount(prefix, at.app)
        transport = httpx.ASGITransport(app=outer)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            answer = await http.post(f"{prefix}{CALL}", json={"fn": "whoami"}, headers={"authorization": "5"})
            assert (answer.status_code, answer.json()["result"]) == (200, "5")
            assert (await http.post(f"{prefix}/notes/1/print")).status_code == 201

    stage(check)
