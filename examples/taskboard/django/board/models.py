"""The tables of the taskboard."""

from __future__ import annotations

from django.db import models


class User(models.Model):
    name = models.TextField(unique=True)
    handle = models.TextField(unique=True)
    title = models.TextField()
    # Degrees on the colour wheel, for the avatar.
    hue = models.IntegerField()
    is_staff = models.BooleanField()
    joined_at = models.DateTimeField()
    storage_bytes = models.BigIntegerField()

    class Meta:
        db_table = "users"


class Session(models.Model):
    # SHA-256 of the cookie, so that a copy of the table opens no session.
    token_hash = models.TextField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "sessions"


class Project(models.Model):
    key = models.TextField(unique=True)
    name = models.TextField(unique=True)
    summary = models.TextField(default="")
    hue = models.IntegerField()
    lead = models.ForeignKey(User, models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "projects"


class Board(models.Model):
    project = models.ForeignKey(Project, models.PROTECT)
    name = models.TextField()

    class Meta:
        db_table = "boards"


class Task(models.Model):
    board = models.ForeignKey(Board, models.PROTECT)
    title = models.TextField()
    description = models.TextField(default="")
    status = models.TextField()
    priority = models.TextField()
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="assigned")
    creator = models.ForeignKey(User, models.PROTECT, related_name="created")
    # Stays with a task whatever project it moves to: 63 bits, time first.
    reference = models.BigIntegerField(unique=True)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tasks"
        indexes = (models.Index(fields=("board", "status"), name="tasks_by_board"),)


class Comment(models.Model):
    task = models.ForeignKey(Task, models.PROTECT)
    author = models.ForeignKey(User, models.PROTECT)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "comments"


class Activity(models.Model):
    project = models.ForeignKey(Project, models.PROTECT)
    task = models.ForeignKey(Task, models.PROTECT)
    actor = models.ForeignKey(User, models.PROTECT)
    verb = models.TextField()
    detail = models.TextField(default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "activity"


class Notification(models.Model):
    user = models.ForeignKey(User, models.PROTECT)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT)
    reason = models.TextField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications"
