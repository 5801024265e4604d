"""Cases, the steps they took, their deadlines, notices, objections and panels."""

from django.db import models
from django.db.models import Q

from tanhui.foundation.procedure.states import KIND_ENDS, STATES, pairs

_PAIRS = Q()
for _source, _target in sorted(pairs()):
    _PAIRS |= Q(source=_source, target=_target)


class Case(models.Model):
    """One application on its way through the offices. `subject` labels the row it is about."""

    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    applicant = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    district = models.CharField(max_length=6)
    state = models.CharField(max_length=20, default="draft", db_index=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="case_state_known"),
            models.CheckConstraint(condition=Q(kind__in=tuple(KIND_ENDS)), name="case_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"


class Step(models.Model):
    """One move of a case, for good: who moved it, when, why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    role = models.CharField(max_length=16)
    user = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=_PAIRS, name="step_is_a_move_of_the_table"),)

    def __str__(self) -> str:
        return f"{self.act}: {self.source} -> {self.target}"


class Deadline(models.Model):
    """By when a state should end, in working days; `provisional` beyond the last published calendar."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    state = models.CharField(max_length=20)
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.state} due {self.due_on}"


class Notice(models.Model):
    """A public notice of a case, with its period [starts_at, ends_at)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="notice")
    title = models.CharField(max_length=200)
    body = models.TextField()
    facts = models.JSONField(default=dict)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="notice_has_a_period"),
        )

    def __str__(self) -> str:
        return self.title


class Objection(models.Model):
    """What someone objected during a notice, and the answer."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    contact = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()
    answer_due_on = models.DateField()
    answer = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey("parties.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld__isnull=True)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="objection_answer_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"objection {self.pk}"


class PanelSeat(models.Model):
    """An expert's seat on the panel of one case, and the vote."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    voted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "expert"), name="one_seat_per_expert"),)

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Remark(models.Model):
    """What a district's branch noted while supervising a case of its district."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remarks")
    user = models.ForeignKey("parties.User", on_delete=models.PROTECT, related_name="+")
    district = models.CharField(max_length=6)
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"remark {self.pk}"
