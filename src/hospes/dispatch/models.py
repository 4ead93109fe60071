"""Tables of dispatch: messages, worded, addressed and frozen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hospes.agencies.models import Owned
from hospes.bookings.models import Booking, Person
from hospes.channels.models import Connection
from hospes.planning.models import Solution, Task


class MessageState(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNDELIVERABLE = "undeliverable"
    SUPPRESSED = "suppressed"
    HELD = "held"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Lane(models.IntegerChoices):
    """Which messages go first: codes and answers, then transactional ones, then bulk."""

    URGENT = 0
    TRANSACTIONAL = 1
    BULK = 2


class BulkState(models.TextChoices):
    """Where a bulk message stands."""

    PREPARED = "prepared"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Bulk(Owned):
    """One message by hand to many: words and filters as given, recipients fixed when it is confirmed (S31).

    `words` is language → words as in templates; `filters` is what the list was filtered by, for people to
    read; `counts` is a summary made when it was prepared (recipients, left out by reason, parts, credits).
    """

    name = models.CharField(max_length=200)
    chain = models.JSONField(default=list)
    purpose = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    words = models.JSONField()
    filters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BulkState)
    counts = models.JSONField(default=dict)
    by = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["agency", "-created_at"], name="bulks_newest_first"),)


class BulkRecipient(Owned):
    """One address of a bulk message. `state` is included, left_out (with a reason), queued or stopped."""

    bulk = models.ForeignKey(
        Bulk, on_delete=models.CASCADE, related_name="recipients", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    parts = models.SmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "bulk", "address"],
                condition=Q(state__in=("included", "queued", "stopped")),
                name="bulk_recipient_once_per_address",
            ),
        )
        indexes = (models.Index(fields=["agency", "bulk", "state", "id"], name="bulk_recipients_by_state"),)


class Message(Owned):
    """What a task (or a person) sends to one recipient: worded, addressed, frozen.

    `public_id` is made before anything leaves: provider keys and the e-mail Message-ID derive from it and
    from `generation` (a person's deliberate repetition). `token` and `lease_until` fence the worker that
    holds it: a queued message with a lease is claimed. `marked_at` is the marker that is committed before
    the first byte leaves. `send_at` is when it may be claimed, or looked at, next. `connection` is chosen
    when it is marked; until then `provider` is empty, or *outbox* when nothing may leave (sandbox).
    `chain` is what is left of the channel chain. `repeats` counts what the machine sent again without
    knowing, `lookups` how often the provider was asked and knew nothing. `is_test` messages count for
    nothing. `quoted` are the facts that the words said, field → value (secrets as a digest), for corrections;
    `payload` is what a channel needs beside text (button, picture, campaign) and, where the chain goes on
    after a time-out, its seconds; `sequence` numbers the versions of the calendar entry of a booking;
    `corrects` is the message that this one corrects; `by` is the member who wrote it by hand, `bulk` the bulk
    message it belongs to. Aggregate with `.values()` first: the primary key is (id, agency).
    """

    public_id = models.UUIDField()
    generation = models.SmallIntegerField(default=1)
    task = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
    )
    solution = models.ForeignKey(
        Solution, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    booking = models.ForeignKey(
        Booking,
        on_delete=models.PROTECT,
        null=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    notification = models.SmallIntegerField(default=0)
    role = models.CharField(max_length=20)
    to_name = models.CharField(max_length=300, blank=True)
    to_address = models.CharField(max_length=254)
    cc = ArrayField(models.TextField(), default=list)
    bcc = ArrayField(models.TextField(), default=list)
    channel = models.CharField(max_length=10)
    chain = models.JSONField(default=list)
    connection = models.ForeignKey(
        Connection, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    lane = models.SmallIntegerField(choices=Lane, default=Lane.TRANSACTIONAL)
    purpose = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    is_critical = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    template = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=20, blank=True)
    subject = models.TextField(blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    parts = models.SmallIntegerField(default=1)
    credits = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    state = models.CharField(max_length=15, choices=MessageState)
    reason = models.CharField(max_length=30, blank=True)
    queued_at = models.DateTimeField()
    send_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    marked_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    repeats = models.SmallIntegerField(default=0)
    lookups = models.SmallIntegerField(default=0)
    provider = models.CharField(max_length=30, blank=True)
    provider_id = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    quoted = models.JSONField(null=True)
    payload = models.JSONField(null=True)
    sequence = models.SmallIntegerField(default=0)
    corrects = models.BigIntegerField(null=True)
    by = models.CharField(max_length=254, blank=True)
    bulk = models.ForeignKey(
        Bulk,
        on_delete=models.PROTECT,
        null=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "task", "notification", "to_address", "channel"],
                condition=Q(task__isnull=False),
                name="message_once_per_task_and_recipient",
            ),
        )
        indexes = (
            models.Index(
                fields=["lane", "send_at"], condition=Q(state="queued"), name="messages_waiting_to_leave"
            ),
            models.Index(fields=["id"], condition=Q(state="sending"), name="messages_being_sent"),
            models.Index(fields=["send_at"], condition=Q(state="uncertain"), name="messages_nobody_knows_of"),
            models.Index(
                fields=["sent_at"],
                condition=Q(channel="viber", state="sent") & ~Q(chain=[]),
                name="messages_that_may_be_unread",
            ),
            models.Index(fields=["agency", "booking"], name="messages_by_booking"),
            models.Index(
                fields=["agency", "bulk", "state"], condition=Q(bulk__isnull=False), name="messages_by_bulk"
            ),
            models.Index(fields=["agency", "-queued_at"], name="messages_newest_first"),
            models.Index(
                fields=["agency", "person"], condition=Q(kind="marketing"), name="advertising_by_person"
            ),
            models.Index(fields=["agency", "state", "queued_at", "id"], name="messages_by_state_and_time"),
            models.Index(fields=["agency", "public_id"], name="messages_by_public_id"),
        )


class Attachment(Owned):
    """A file that goes along with a message, made with its words. `content_id` makes it a picture inside."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="attachments", db_constraint=False, db_index=False
    )
    position = models.SmallIntegerField()
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    content_id = models.CharField(max_length=60, blank=True)
    content = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "message", "position"], name="attachment_once_per_position"
            ),
        )
