"""The table of idempotent runs, empty unless MIZAN["IDEMPOTENCY"] is "database"."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="IdempotentRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identity", models.CharField(max_length=64)),
                ("function", models.CharField(max_length=128)),
                ("key", models.CharField(max_length=128)),
                ("hash", models.CharField(max_length=64)),
                ("outcome", models.TextField(null=True)),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("identity", "function", "key"), name="mizan_one_run_a_key"
                    )
                ]
            },
        )
    ]
