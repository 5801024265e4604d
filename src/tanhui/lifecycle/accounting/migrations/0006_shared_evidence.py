"""An owner may declare, with a reason, that a file proves another project too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounting", "0005_own_sheets")]
    operations = [
        migrations.AddField(
            model_name="project",
            name="shared_evidence",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="与其他项目共用的证明材料及理由"
            ),
        ),
    ]
