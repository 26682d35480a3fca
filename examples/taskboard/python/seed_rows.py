"""
The rows of an untouched taskboard, the same every time; only the dates follow `now`. The twin of
server/seed.ts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, get_args

from board_models import Priority, Status
from seed_content import CONTENT

Row = dict[str, Any]
"""Values by column."""
Dice = Callable[[int], int]

_STATUSES = get_args(Status.__value__)
_PRIORITIES = get_args(Priority.__value__)
_PEOPLE = len(CONTENT.people)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class SeedRows:
    """Tables in an order in which each comes after those that it refers to."""

    def __init__(self, now: datetime) -> None:
        """`now` is aware, in UTC."""
        self._now = now
        self._dice = _create_dice(20_260)
        self.users: list[Row] = []
        self.projects: list[Row] = []
        self.boards: list[Row] = []
        self.tasks: list[Row] = []
        self.comments: list[Row] = []
        self.activity: list[Row] = []
        self.notifications: list[Row] = []
        self._plan_people()
        self._plan_boards()
        for task in self.tasks:
            self._plan_talk(task)
        self._plan_notifications()

    def tables(self) -> dict[str, list[Row]]:
        """Rows of comments, activity and notifications have no `id`: they get theirs in this order."""
        return {
            "users": self.users,
            "projects": self.projects,
            "boards": self.boards,
            "tasks": self.tasks,
            "comments": self.comments,
            "activity": self.activity,
            "notifications": self.notifications,
        }

    def _plan_people(self) -> None:
        for index, (name, handle, title, hue, is_staff, storage_bytes) in enumerate(CONTENT.people):
            person: Row = {"id": index + 1, "name": name, "handle": handle, "title": title, "hue": hue}
            joined_at = self._now - (900 - index * 97) * _DAY
            self.users.append(
                {**person, "is_staff": is_staff, "storage_bytes": storage_bytes, "joined_at": joined_at}
            )
        for index, (key, name, summary, hue, lead_id) in enumerate(CONTENT.projects):
            project: Row = {"id": index + 1, "key": key, "name": name, "summary": summary, "hue": hue}
            created_at = self._now - (210 - index * 40) * _DAY
            self.projects.append({**project, "lead_id": lead_id, "created_at": created_at})

    def _plan_boards(self) -> None:
        for index, board in enumerate(CONTENT.boards):
            self.boards.append({"id": index + 1, "project_id": board.project, "name": board.name})
            for title in board.titles:
                self.tasks.append(self._plan_task(index + 1, title))

    def _plan_task(self, board_id: int, title: str) -> Row:
        """Members stand in the order in which the dice are thrown."""
        dice, now, task_id = self._dice, self._now, len(self.tasks) + 1
        created_at = now - (6 + dice(40)) * _DAY - dice(20) * _HOUR
        updated_at = min(now - _HOUR, created_at + dice(6) * _DAY + dice(23) * _HOUR)
        due_on = (now + (dice(40) - 8) * _DAY).date()
        return {
            "id": task_id,
            "board_id": board_id,
            "title": title,
            "description": CONTENT.descriptions[dice(len(CONTENT.descriptions))],
            "status": _STATUSES[dice(len(_STATUSES))],
            "priority": _PRIORITIES[dice(len(_PRIORITIES))],
            "assignee_id": None if dice(9) == 0 else 1 + dice(_PEOPLE),
            "creator_id": 1 + dice(_PEOPLE),
            # Always the same for the same task, so that a story about it can be told.
            "reference": (1_900_000_000_000 << 22) + task_id * 4_194_319,
            "due_on": None if dice(3) == 0 else due_on,
            "created_at": created_at,
            "updated_at": updated_at,
            "archived_at": None,
        }

    def _plan_talk(self, task: Row) -> None:
        dice = self._dice
        self._log(task, task["creator_id"], "created", task["created_at"])
        if task["status"] != "todo":
            verb = "completed" if task["status"] == "done" else "moved"
            actor_id = task["assignee_id"] or task["creator_id"]
            self._log(task, actor_id, verb, task["updated_at"], task["status"])
        talk = 9 if task["id"] == 1 else dice(4)
        for index in range(talk):
            author_id = 1 + dice(_PEOPLE)
            age = task["updated_at"] + index * 3 * _HOUR + timedelta(minutes=dice(50))
            created_at = min(age, self._now - timedelta(minutes=talk - index))
            body = CONTENT.comments[dice(len(CONTENT.comments))]
            self.comments.append(
                {"task_id": task["id"], "author_id": author_id, "body": body, "created_at": created_at}
            )
            self._log(task, author_id, "commented", created_at)

    def _log(self, task: Row, actor_id: int, verb: str, created_at: datetime, detail: str = "") -> None:
        self.activity.append(
            {
                "project_id": CONTENT.boards[task["board_id"] - 1].project,
                "task_id": task["id"],
                "actor_id": actor_id,
                "verb": verb,
                "detail": detail,
                "created_at": created_at,
            }
        )

    def _plan_notifications(self) -> None:
        for index, task in enumerate(self.tasks):
            assignee_id = task["assignee_id"]
            if assignee_id is None or index % 2 == 1:
                continue
            created_at = self._now - (1 + self._dice(90)) * _HOUR
            read_at = created_at + _HOUR / 2 if self._dice(3) == 0 else None
            self.notifications.append(
                {
                    "user_id": assignee_id,
                    "actor_id": 1 + assignee_id % _PEOPLE,
                    "task_id": task["id"],
                    "reason": "assigned" if self._dice(2) == 0 else "commented",
                    "created_at": created_at,
                    "read_at": read_at,
                }
            )


def _create_dice(start: int) -> Dice:
    """Mulberry32: small, and the same everywhere. `dice(n)` is in [0, n)."""
    bits = 0xFFFF_FFFF
    state = start

    def dice(sides: int) -> int:
        nonlocal state
        state = (state + 0x6D2B_79F5) & bits
        mixed = ((state ^ (state >> 15)) * (1 | state)) & bits
        mixed = ((mixed + (mixed ^ (mixed >> 7)) * (61 | mixed)) ^ mixed) & bits
        return (mixed ^ (mixed >> 14)) % sides

    return dice
