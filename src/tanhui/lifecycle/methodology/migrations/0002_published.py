"""What was published stays as it is, on both databases; only the end of force is written later, and once."""

from django.db import migrations

from tanhui.foundation.trail.appendonly import by_vendor

TABLE = "methodology_methodologyversion"
PUBLISHED = "id, slug, code, version, title_zh, title_en, document, sha256, registered_at, in_force_from, supersedes_id, case_id"

_REFUSED = f"select raise(abort, '{TABLE}: a published version cannot be changed')"
_CLASH = f"exists (select 1 from {TABLE} where id = new.id or (slug = new.slug and version = new.version))"

SQLITE = (
    f"create trigger {TABLE}_published before update of {PUBLISHED} on {TABLE} begin {_REFUSED}; end",
    f"create trigger {TABLE}_ended before update of in_force_to on {TABLE} "
    f"when old.in_force_to is not null begin {_REFUSED}; end",
    f"create trigger {TABLE}_no_delete before delete on {TABLE} begin {_REFUSED}; end",
    f"create trigger {TABLE}_no_replace before insert on {TABLE} when {_CLASH} begin {_REFUSED}; end",
)

_EACH_ROW = "for each row execute function tanhui_append_only()"
_ENDED = "for each row when (old.in_force_to is not null) execute function tanhui_append_only()"

POSTGRESQL = (
    f"create trigger {TABLE}_published before update of {PUBLISHED} on {TABLE} {_EACH_ROW}",
    f"create trigger {TABLE}_ended before update of in_force_to on {TABLE} {_ENDED}",
    f"create trigger {TABLE}_no_delete before delete on {TABLE} {_EACH_ROW}",
    f"create trigger {TABLE}_no_truncate before truncate on {TABLE} "
    "for each statement execute function tanhui_append_only()",
    *(
        f"alter table {TABLE} enable always trigger {TABLE}_{name}"
        for name in ("published", "ended", "no_delete", "no_truncate")
    ),
)


class Migration(migrations.Migration):
    dependencies = [("methodology", "0001_versions"), ("trail", "0001_journal")]
    operations = [by_vendor(sqlite=SQLITE, postgresql=POSTGRESQL)]
