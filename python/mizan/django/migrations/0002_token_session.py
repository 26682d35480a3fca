"""The table of sessions behind refresh tokens, empty unless MIZAN["SECRETS"] has "JWT"."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("mizan", "0001_idempotent_run")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="TokenSession",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("user_id", models.CharField(max_length=255)),
                ("refresh_hash", models.CharField(max_length=64, null=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        )
    ]
