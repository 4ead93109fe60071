"""Tables of channels: an agency's configured connections."""

from django.db import models

from hospes.agencies.models import Owned


class Channel(models.TextChoices):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"
    VIBER = "viber"
    CAMPAIGN = "campaign"


PAID_PER_PART = frozenset({Channel.SMS, Channel.VIBER})
"""Channels on which each part costs a credit; the others cost nothing."""


class Connection(Owned):
    """An agency's access to a provider on a channel.

    `settings` is what may be shown; `secret` is encrypted and bound to this row. `rank` orders the
    connections of one channel, lowest first. `concurrency` is how many messages may be on the wire at once;
    `per_second` limits how many leave in a second (empty: no limit), over all workers: `spaced_until` is the
    first instant that is still free. While `paused_until` lies ahead nothing leaves; `failures` counts the
    troubles of the connection itself since its last success.
    """

    channel = models.CharField(max_length=10, choices=Channel)
    provider = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    settings = models.JSONField(default=dict)
    secret = models.TextField(blank=True)
    rank = models.SmallIntegerField(default=0)
    concurrency = models.SmallIntegerField(default=4)
    per_second = models.FloatField(null=True)
    is_active = models.BooleanField(default=True)
    spaced_until = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    failures = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "name"], name="connection_name_once_per_agency"),
        )
