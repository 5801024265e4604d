"""A legal record is added to, never changed: the database itself refuses updates and deletions."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        append_only("registry_filingdocument"),
        append_only("registry_submission"),
        append_only("registry_auditopinion", keys=("id", "submission_id")),
        append_only("registry_decision", keys=("id", "filing_id")),
        append_only("registry_letter", keys=("id", "document_id")),
        append_only("registry_carry", keys=("id", "filing_id")),
        append_only("registry_issuance", keys=("id", "filing_id", "batch_id", "carry_in_id")),
        append_only("registry_batchfreeze"),
        append_only("registry_freezehold", keys=("id", "hold_id")),
        append_only("registry_batchthaw", keys=("id", "freeze_id")),
    ]
