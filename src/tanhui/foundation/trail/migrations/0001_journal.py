"""The journal and its head, append-only on both databases."""

from django.db import migrations, models

from tanhui.foundation.trail.appendonly import append_only
from tanhui.foundation.trail.chain import GENESIS


def begin(apps, schema_editor):
    """Write the head of the empty chain."""
    apps.get_model("trail", "JournalHead").objects.create(pk=1, seq=0, hash=GENESIS)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(db_index=True, max_length=80)),
                ("body", models.TextField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ("seq",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="journal_seq_from_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="journal_has_one_head")]
            },
        ),
        migrations.CreateModel(
            name="AnsweredRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asker", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("fingerprint", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("asker", "key"), name="one_answer_per_key")]},
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        append_only("trail_journalentry", keys=("seq", "hash")),
    ]
