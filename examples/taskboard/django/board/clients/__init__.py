"""The functions of the taskboard; Django finds the modules of this package through its imports."""

from board.clients import activity, boards, comments, projects, session, tasks, users, work, workspace

__all__ = ["activity", "boards", "comments", "projects", "session", "tasks", "users", "work", "workspace"]
