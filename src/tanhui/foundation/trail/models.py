"""The journal, its head, and the answers kept for repeated requests."""

from django.db import models


class JournalEntry(models.Model):
    """One act, for good. `hash` covers the previous hash, the sequence number and the canonical body.

    Nothing updates or deletes a row: triggers refuse it on both databases (see migrations).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("seq",)
        constraints = (models.CheckConstraint(condition=models.Q(seq__gte=1), name="journal_seq_from_one"),)

    def __str__(self) -> str:
        return f"#{self.seq} {self.kind} {self.subject}"


class JournalHead(models.Model):
    """The last entry of the chain, one row. Locking it makes writers take turns."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_has_one_head"),)

    def __str__(self) -> str:
        return f"head #{self.seq}"


class AnsweredRequest(models.Model):
    """The first answer to a request, kept in the same transaction as its effect, so that a repetition gives it again."""

    asker = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("asker", "key"), name="one_answer_per_key"),)

    def __str__(self) -> str:
        return f"{self.asker} {self.key}"
