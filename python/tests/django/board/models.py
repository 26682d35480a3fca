"""What the small project keeps."""

from __future__ import annotations

from django.db import models


class Card(models.Model):
    board = models.IntegerField()
    title = models.CharField(max_length=50)

    class Meta:
        app_label = "board"
