"""A change of emission factors is a case too. SQLite remakes a table to change its constraints, so it guards it again."""

from django.conf import settings
from django.db import migrations, models

from tanhui.foundation.trail.appendonly import append_only_on_sqlite


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0001_initial"),
        ("procedure", "0002_history"),
        ("trail", "0001_journal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="case_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_is_a_move_of_the_table",
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("filing", "methodology", "factor"))), name="case_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "approved"), ("target", "on_notice")),
                    models.Q(("source", "awaiting_decision"), ("target", "approved")),
                    models.Q(("source", "awaiting_decision"), ("target", "refused")),
                    models.Q(("source", "draft"), ("target", "awaiting_decision")),
                    models.Q(("source", "draft"), ("target", "submitted")),
                    models.Q(("source", "draft"), ("target", "withdrawn")),
                    models.Q(("source", "filed"), ("target", "published")),
                    models.Q(("source", "filed"), ("target", "registered")),
                    models.Q(("source", "on_notice"), ("target", "filed")),
                    models.Q(("source", "on_notice"), ("target", "refused")),
                    models.Q(("source", "registered"), ("target", "issued")),
                    models.Q(("source", "registered"), ("target", "published")),
                    models.Q(("source", "reported"), ("target", "awaiting_decision")),
                    models.Q(("source", "reported"), ("target", "under_panel")),
                    models.Q(("source", "returned"), ("target", "submitted")),
                    models.Q(("source", "returned"), ("target", "withdrawn")),
                    models.Q(("source", "submitted"), ("target", "returned")),
                    models.Q(("source", "submitted"), ("target", "under_audit")),
                    models.Q(("source", "submitted"), ("target", "withdrawn")),
                    models.Q(("source", "under_audit"), ("target", "reported")),
                    models.Q(("source", "under_audit"), ("target", "returned")),
                    models.Q(("source", "under_audit"), ("target", "withdrawn")),
                    models.Q(("source", "under_panel"), ("target", "awaiting_decision")),
                    _connector="OR",
                ),
                name="step_is_a_move_of_the_table",
            ),
        ),
        append_only_on_sqlite("procedure_step"),
    ]
