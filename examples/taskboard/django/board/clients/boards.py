"""Boards: a page of tasks, filtered; one entry for each board, filter and page."""

from __future__ import annotations

from board_models import BoardSummary, PageLimit, PageNumber, Status, TaskCard, TaskPage
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from mizan import ABSENT, Absent, Call, ReactContext, client

from board.models import Board, Task
from board.paging import to_slice
from board.refusals import not_found

BoardContext = ReactContext("board", doc="One board.")

_URGENCY = Case(
    *(
        When(priority=name, then=Value(-rank))
        for rank, name in enumerate(("low", "medium", "high", "urgent"), 1)
    ),
    default=Value(0),
    output_field=IntegerField(),
)


@client(context=BoardContext, cache=60)
def board_summary(call: Call, board_id: int) -> BoardSummary:
    board = find_board(board_id)
    rows = Task.objects.filter(board_id=board_id, archived_at=None).values_list("status")
    figures = dict(rows.annotate(Count("id")).order_by())
    return BoardSummary(
        board_id=board_id,
        project_id=board.project_id,
        name=board.name,
        todo=figures.get("todo", 0),
        doing=figures.get("doing", 0),
        review=figures.get("review", 0),
        done=figures.get("done", 0),
    )


@client(context=BoardContext, cache=60)
def board_tasks(
    call: Call,
    board_id: int,
    status: Status | Absent = ABSENT,
    assignee_id: int | Absent = ABSENT,
    page: PageNumber = 1,
    limit: PageLimit = 20,
) -> TaskPage:
    """The most urgent first."""
    tasks = Task.objects.filter(board_id=board_id, archived_at=None)
    if status is not ABSENT:
        tasks = tasks.filter(status=status)
    if assignee_id is not ABSENT:
        tasks = tasks.filter(assignee_id=assignee_id)
    return TaskPage(
        items=read_cards(tasks.order_by(_URGENCY, "id"), to_slice(page, limit)), total=tasks.count()
    )


def read_cards(tasks: QuerySet[Task], cut: slice = slice(None)) -> list[TaskCard]:
    """The cards of `tasks`, in the order that they have."""
    counted = tasks.select_related("board__project").annotate(comments=Count("comment"))
    return [
        TaskCard(
            task_id=task.pk,
            board_id=task.board_id,
            key=f"{task.board.project.key}-{task.pk}",
            title=task.title,
            status=task.status,
            priority=task.priority,
            assignee_id=task.assignee_id,
            due_on=task.due_on,
            comments=task.comments,
        )
        for task in counted[cut]
    ]


def find_board(board_id: int) -> Board:
    board = Board.objects.filter(pk=board_id).first()
    if board is None:
        raise not_found("board", board_id)
    return board
