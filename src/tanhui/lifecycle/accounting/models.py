"""Tables of the accounting stage. Energy is stored in whole millionths of a kilowatt-hour, results as decimal text."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from tanhui.lifecycle.accounting.categories import CATEGORY_CHOICES
from tanhui.lifecycle.accounting.readings.calibration import MPE_BY_CLASS

_DOCUMENT = "documents.Document"
ACCURACY_CHOICES = [(each, f"{each} 级") for each in MPE_BY_CLASS]


def _evidence(label: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        _DOCUMENT, verbose_name=label, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Principle(models.TextChoices):
    """The four principles of article 3 that every project is assessed by."""

    REAL = "real", "真实性"
    UNIQUE = "unique", "唯一性"
    ADDITIONAL = "additional", "额外性"
    INCLUSIVE = "inclusive", "普惠性"


class Project(models.Model):
    """A project that reduces emissions, its site, its methodology version, and what its owner declares."""

    code = models.CharField("项目编号", max_length=12, unique=True)
    owner = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="projects")
    name = models.CharField("项目名称", max_length=100)
    category = models.CharField("领域", max_length=20, choices=CATEGORY_CHOICES)
    district = models.CharField("县（市、区）", max_length=6)
    address = models.CharField("地址", max_length=200)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6)
    capacity_kw = models.DecimalField("装机容量（kW）", max_digits=12, decimal_places=3, null=True, blank=True)
    commissioned_on = models.DateField("投运日期")
    methodology_slug = models.CharField("方法学", max_length=60)
    methodology_version = models.CharField("方法学版本", max_length=20)
    expected_annual_kwh = models.PositiveBigIntegerField("预估年上网电量（kWh）", null=True, blank=True)
    ownership_document = _evidence("权属证明")
    legality_document = _evidence("合法性证明")
    legality_from = models.DateField("合法性证明生效日", null=True, blank=True)
    legality_to = models.DateField("合法性证明截止日", null=True, blank=True)
    legal_duty = models.BooleanField("是否属法定减排义务")
    beyond_duty_document = _evidence("超出法定义务的证明")
    in_national_ets = models.BooleanField("设施是否纳入全国碳市场")
    ets_facility = models.CharField("纳入全国碳市场的设施", max_length=100, blank=True)
    separate_metering_document = _evidence("独立计量证明")
    other_mechanism = models.CharField("参与的其他减排机制及登记号", max_length=200, blank=True)
    withdrawn_document = _evidence("退出其他机制的证明")
    green_certificates = models.BooleanField("所涉电量是否核发或交易绿证")
    certificates_cancelled_document = _evidence("绿证未使用核销的证明")
    shared_evidence = models.CharField("与其他项目共用的证明材料及理由", max_length=200, blank=True, default="")
    demonstration = models.BooleanField("示范数据", default=False)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name = "项目"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(latitude__gte=-90, latitude__lte=90), name="project_latitude"),
            models.CheckConstraint(condition=Q(longitude__gte=-180, longitude__lte=180), name="project_longitude"),
            models.CheckConstraint(condition=Q(capacity_kw__gt=0), name="project_capacity_above_zero"),
            models.CheckConstraint(
                condition=Q(legality_from__isnull=True)
                | Q(legality_to__isnull=True)
                | Q(legality_to__gte=F("legality_from")),
                name="project_legality_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Assessment(models.Model):
    """What is said about one principle, with what evidence, and by whom."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assessments")
    principle = models.CharField("原则", max_length=20, choices=Principle.choices)
    text = models.TextField("说明", max_length=2000)
    evidence = _evidence("证明材料")
    assessor = models.ForeignKey("parties.Person", on_delete=models.PROTECT, null=True, related_name="+")
    assessor_party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "原则评估"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "principle"], name="assessment_once_per_principle"),
            models.CheckConstraint(condition=Q(principle__in=Principle.values), name="assessment_principle_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}:{self.principle}"


class Meter(models.Model):
    """An electricity meter of a project, under its normalised number."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="meters")
    number = models.CharField("计量表号", max_length=64)
    accuracy_class = models.CharField("准确度等级", max_length=5, choices=ACCURACY_CHOICES)

    class Meta:
        verbose_name = "计量表"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="meter_once_per_project")]

    def __str__(self) -> str:
        return self.number


class MeterCalibration(models.Model):
    """One calibration of a meter, valid `[calibrated_on, valid_until)`; `error` is decimal text, when out of class."""

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="calibrations")
    calibrated_on = models.DateField("校准日期")
    valid_until = models.DateField("有效期至")
    passed = models.BooleanField("合格")
    error = models.CharField("实测误差", max_length=20, default="0")
    document = _evidence("校准证书")

    class Meta:
        verbose_name = "校准"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meter", "calibrated_on"], name="calibration_once_a_day"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("calibrated_on")), name="calibration_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.meter_id}@{self.calibrated_on}"


class ReadingImport(models.Model):
    """One uploaded file of readings: what it was, what was loaded, and every row that was not."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="imports")
    document = models.ForeignKey(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    rows_loaded = models.PositiveIntegerField()
    rows_rejected = models.PositiveIntegerField()
    rejects = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "读数导入"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.project_id}#{self.pk}"


class Reading(models.Model):
    """What one meter counted in `[start_at, end_at)`."""

    source = models.ForeignKey(ReadingImport, on_delete=models.PROTECT, related_name="readings")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="readings")
    line = models.PositiveIntegerField()
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    export_microkwh = models.BigIntegerField()
    import_microkwh = models.BigIntegerField()

    class Meta:
        verbose_name = "读数"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "meter", "start_at"], name="reading_once_per_file"),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="reading_in_order"),
            models.CheckConstraint(
                condition=Q(export_microkwh__gte=0, import_microkwh__gte=0), name="reading_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter_id}@{self.start_at:%Y-%m-%dT%H:%M}"


class ActivityData(models.Model):
    """One set of activity data of a site: the file, and its values as decimal text. Only its withdrawal is ever added.

    The days run from `first_day` to `last_day`, both included; the year is that of the last.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="activity")
    year = models.PositiveSmallIntegerField("年度")
    site = models.CharField("场所", max_length=60, blank=True)
    first_day = models.DateField("数据起日")
    last_day = models.DateField("数据止日")
    document = models.ForeignKey(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    rows = models.PositiveIntegerField("行数")
    sha256 = models.CharField("数据摘要", max_length=64, db_index=True)
    imported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "活动数据"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "site"],
                condition=Q(withdrawn_at__isnull=True),
                name="activity_once_per_year_and_site",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="activity_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}:{self.year} {self.site}".strip()


class AccountingReport(models.Model):
    """One version of a project's accounting report; triggers make it unchangeable once submitted."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveIntegerField("版本")
    period_start = models.DateField("监测期开始")
    period_end = models.DateField("监测期结束（不含）")
    digest = models.CharField("摘要", max_length=64)
    exact_tonnes = models.CharField("核算减排量（吨）", max_length=60)
    issuable_tonnes = models.PositiveBigIntegerField("可申请签发（吨）")
    remainder = models.CharField("尾数（吨）", max_length=60)
    result = models.JSONField()
    pdf = models.ForeignKey(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    xlsx = models.ForeignKey(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    author_party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    author_person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "核算报告"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="report_version_once"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="report_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"


class OwnSheet(models.Model):
    """An owner's own calculation table, found to compute the report's total from the report's inputs; never changed."""

    report = models.ForeignKey(AccountingReport, on_delete=models.PROTECT, related_name="own_sheets")
    document = models.ForeignKey(_DOCUMENT, on_delete=models.PROTECT, related_name="+")
    total_cell = models.CharField("合计单元格", max_length=80)
    total_tonnes = models.CharField("合计（吨）", max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "业主自备计算表"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.total_cell}"


class Claim(models.Model):
    """An asset counted by a project for `[starts_on, ends_on)`. Two claims in force on one asset can never overlap."""

    asset = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField()
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="claims")
    subject = models.CharField(max_length=80)
    claimed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "计量时段占用"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="claim_in_order")]

    def __str__(self) -> str:
        return f"{self.asset} [{self.starts_on}, {self.ends_on})"
