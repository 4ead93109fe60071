"""Tables of delivery: attempts to hand a message over, and what providers said later."""

from django.db import models

from hospes.agencies.models import Owned
from hospes.dispatch.models import Message


class Attempt(Owned):
    """One try to hand a message to a provider on one channel; written before the first byte leaves.

    `outcome` is empty while it is on the wire (or the worker died there), then accepted, refused, deferred or
    uncertain; `code` and `detail` are the provider's own words, for "technical details".
    """

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="attempt_rows", db_constraint=False, db_index=False
    )
    number = models.SmallIntegerField()
    generation = models.SmallIntegerField(default=1)
    channel = models.CharField(max_length=10)
    provider = models.CharField(max_length=30)
    worker = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=15, blank=True)
    code = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    provider_id = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "message", "generation", "number"], name="attempt_once_per_number"
            ),
        )


class Receipt(Owned):
    """What a provider later said of a message; only ever added.

    `provider_id` is how the provider calls the message: a receipt that comes before we know that name has no
    message yet, and is adopted later.
    """

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, related_name="receipts", db_constraint=False
    )
    provider = models.CharField(max_length=30)
    event_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=15)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    detail = models.TextField(blank=True)
    raw = models.JSONField(default=dict)
    provider_id = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "provider", "event_id"], name="receipt_once_per_event"),
        )
        indexes = (
            models.Index(
                fields=["agency", "provider", "provider_id"],
                condition=models.Q(message__isnull=True),
                name="receipts_without_a_message",
            ),
        )
