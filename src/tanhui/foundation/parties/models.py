"""Tables of those who may act. Names and identifiers of persons live here and nowhere else."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from tanhui.foundation.parties.roles import DISTRICT_ROLES, ROLES

ROLE_CHOICES = [(role.code, role.zh) for role in ROLES.values()]


class PartyKind(models.TextChoices):
    """Who may apply under article 4."""

    PERSON = "person", "自然人"
    ENTERPRISE = "enterprise", "企业"
    COLLECTIVE = "collective", "集体经济组织"
    ORGANISATION = "organisation", "其他组织"


class Standing(models.TextChoices):
    """Whether a party may act. Written by `actions.set_standing` only, read by every later stage."""

    IN_GOOD_STANDING = "in_good_standing", "正常"
    SUSPENDED = "suspended", "暂停"
    DISQUALIFIED = "disqualified", "已取消资格"


class Person(models.Model):
    """A natural person under real-name registration. The identifier itself is not kept, only its keyed digest."""

    name = models.CharField("姓名", max_length=100)
    identifier_digest = models.CharField(max_length=64, unique=True)
    identifier_tail = models.CharField(max_length=4)
    phone_masked = models.CharField(max_length=20, blank=True)
    born_on = models.DateField()

    class Meta:
        verbose_name = "自然人"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(condition=~Q(identifier_digest=""), name="person_has_identifier"),
        ]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """Whoever holds rights and duties under the measures: a person in their own name, or an organisation."""

    kind = models.CharField("类型", max_length=20, choices=PartyKind.choices)
    name = models.CharField("名称", max_length=100)
    name_key = models.CharField(max_length=200, help_text="the name's look-alike skeleton")
    identifier = models.CharField("统一社会信用代码", max_length=18, unique=True, null=True, blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="party")
    district = models.CharField("所在县（市、区）", max_length=6, blank=True)
    standing = models.CharField("状态", max_length=20, choices=Standing.choices, default=Standing.IN_GOOD_STANDING)
    legal_representative = models.CharField("法定代表人", max_length=100, blank=True)
    controller = models.CharField("实际控制人", max_length=100, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    bank_account_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "主体"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="party_standing_known"),
            models.CheckConstraint(
                condition=(Q(kind="person", person__isnull=False, identifier__isnull=True))
                | (~Q(kind="person") & Q(person__isnull=True, identifier__isnull=False)),
                name="party_is_person_or_organisation",
            ),
            models.UniqueConstraint(
                fields=["name_key"], condition=~Q(kind="person"), name="party_organisation_names_distinct"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Shareholding(models.Model):
    """One party's share in another, in percent."""

    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="holds")
    held = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="held_by")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "持股"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "held"], name="shareholding_once"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="shareholding_percent"),
            models.CheckConstraint(condition=~Q(holder=F("held")), name="shareholding_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id}→{self.held_id} {self.percent}%"


class StaffService(models.Model):
    """A person's service with a party, from its first day to the day after its last (`[starts_on, ends_on)`)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="services")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="staff")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "party", "starts_on"], name="service_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="service_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}@{self.party_id}"


class User(AbstractUser):
    """A login. Several logins may belong to one person: whoever compares persons compares `person_id`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="users")

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        ordering = ["id"]


class Mandate(models.Model):
    """A user's authority to act in one role for one party, in force `[starts_on, ends_on)`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField("角色", max_length=20, choices=ROLE_CHOICES)
    district = models.CharField("辖区", max_length=6, blank=True)
    document = models.CharField("授权文号", max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="mandate_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mandate_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(DISTRICT_ROLES)) | ~Q(district=""), name="mandate_branch_has_district"
            ),
            models.UniqueConstraint(
                fields=["user", "party", "role", "district"],
                condition=Q(ends_on__isnull=True),
                name="mandate_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.role}@{self.party_id}"


class ApiToken(models.Model):
    """A machine's right to act under one mandate. Only the token's digest is stored."""

    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="tokens")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires_later"),
        ]

    def __str__(self) -> str:
        return self.label
