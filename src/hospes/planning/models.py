"""Tables of planning: solutions and the tasks they make."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hospes.agencies.models import Owned
from hospes.bookings.models import Booking, Event, Property


def words() -> "ArrayField[list[str], list[str]]":
    """A set of words; empty means that the condition is not set."""
    return ArrayField(models.TextField(), default=list)


def bound() -> "models.SmallIntegerField[int | None, int | None]":
    """One end of a range, inclusive; empty means open."""
    return models.SmallIntegerField(null=True)


def seasons() -> "ArrayField[list[int], list[int]]":
    """Parts of the year, each as one number (see `Alternative`)."""
    return ArrayField(models.IntegerField(), default=list)


class MessageGroup(Owned):
    """A set of solutions that applies only to the properties it is attached to."""

    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "name"], name="message_group_once_per_name"),
        )


class GroupProperty(Owned):
    """The message group of a property; a property has one at most."""

    group = models.ForeignKey(
        MessageGroup, on_delete=models.CASCADE, related_name="members", db_constraint=False, db_index=False
    )
    property = models.ForeignKey(
        Property, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "property"], name="property_in_one_message_group"),
        )


class Solution(Owned):
    """An automated rule: trigger, conditions, notifications or an action.

    `definition` is the solution as written (the YAML schema); the columns are what the planner reads, derived
    from it when saved. Offsets: `offset` units before (negative) or after the anchor; `clock_at` is the local
    time of day. `late_within` belongs to the policy *send_if_within*. `switched_on_at` is when it was last
    switched on, `applies_since` the moment from which bookings count (scope *since*), or empty.
    `deadline_*` override the built-in deadline. `specificity` counts the restricting conditions (S19).
    `is_system` marks what the matrix of system notifications made: every other solution of the same purpose
    goes before it (S19). `guest_channels` are the channels of its lines when all of them go to the guest,
    else empty: the planner withholds a solution whose guest allows none of them (S25). `event_by` narrows its
    events to those of the guest ("guest") or of everybody else ("us"). `action` is what it
    does instead of writing (*confirm*). `corrections` says what follows when a fact that was quoted changes:
    none, prepare or send. `stitches` lets touching stays count as one (S35). `reward` is `{"code": …}` or
    `{"pool": …}`, with `min_rating`.
    """

    name = models.CharField(max_length=200)
    category = models.CharField(max_length=20)
    recipe = models.CharField(max_length=30)
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    mode = models.CharField(max_length=20, default="automatic")
    is_active = models.BooleanField(default=False)
    is_sandbox = models.BooleanField(default=False)
    switched_on_at = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)
    anchor = models.CharField(max_length=20)
    event_kind = models.CharField(max_length=20, blank=True)
    event_by = models.CharField(max_length=10, blank=True)
    offset = models.IntegerField()
    unit = models.CharField(max_length=10)
    clock_at = models.TimeField(null=True)
    clock = models.CharField(max_length=10, default="agency")
    repeat_days = models.SmallIntegerField(null=True)
    repeat_times = models.SmallIntegerField(default=1)
    late = models.CharField(max_length=20, default="send_now")
    late_within = models.DurationField(null=True)
    deadline_anchor = models.CharField(max_length=40, blank=True)
    deadline_offset = models.IntegerField(null=True)
    deadline_unit = models.CharField(max_length=10, blank=True)
    deadline_at = models.TimeField(null=True)
    applies_to = models.CharField(max_length=10, default="new")
    applies_since = models.DateTimeField(null=True)
    sends_late_existing = models.BooleanField(default=False)
    message_group = models.ForeignKey(
        MessageGroup, on_delete=models.PROTECT, null=True, related_name="solutions", db_constraint=False
    )
    quiet = models.CharField(max_length=10, default="inherit")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    minutes_saved = models.DecimalField(max_digits=6, decimal_places=2)
    definition = models.JSONField()
    specificity = models.SmallIntegerField(default=0)
    is_system = models.BooleanField(default=False)
    is_critical = models.BooleanField(default=False)
    guest_channels = words()
    action = models.CharField(max_length=20, blank=True)
    corrections = models.CharField(max_length=10, default="none")
    stitches = models.BooleanField(default=True)
    reward = models.JSONField(null=True)
    version = models.IntegerField(default=1)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "name"], condition=Q(deleted_at__isnull=True), name="solution_once_per_name"
            ),
        )


class SolutionVersion(Owned):
    """A solution as it was from `at` on. Only ever added; tasks store the number they were planned with."""

    solution = models.ForeignKey(
        Solution, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    version = models.IntegerField()
    definition = models.JSONField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "solution", "version"], name="version_once_per_solution"
            ),
        )


class Alternative(Owned):
    """One alternative of a solution's conditions in disjunctive normal form.

    A booking matches a solution when it matches one alternative; it matches an alternative when every set
    condition holds. `*_any`: at least one; `*_all`: each; `*_none`: none. Empty sets and empty bounds are not
    conditions. A season is one number, MMDD of its first day × 10,000 + MMDD of its last; a night of the stay
    lies in each of `seasons_in` and in none of `seasons_out`.
    """

    solution = models.ForeignKey(
        Solution, on_delete=models.CASCADE, related_name="alternatives", db_constraint=False, db_index=False
    )
    position = models.SmallIntegerField()
    statuses = words()
    payments = words()
    booking_tags_any = words()
    booking_tags_all = words()
    booking_tags_none = words()
    owner_tags_any = words()
    owner_tags_all = words()
    owner_tags_none = words()
    property_tags_any = words()
    property_tags_all = words()
    property_tags_none = words()
    portal_tags_any = words()
    portal_tags_all = words()
    portal_tags_none = words()
    portals_any = words()
    portals_none = words()
    properties_any = words()
    properties_none = words()
    groups_any = words()
    groups_none = words()
    languages_any = words()
    languages_none = words()
    lead_min = bound()
    lead_max = bound()
    nights_min = bound()
    nights_max = bound()
    party_min = bound()
    party_max = bound()
    seasons_in = seasons()
    seasons_out = seasons()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "solution", "position"], name="alternative_once_per_position"
            ),
        )


class Notification(Owned):
    """One line of a solution: to whom, with which template, over which channels (in order).

    `role` is guest, client, owner, agent, member, administrators, email or phone; `target` is the member's
    e-mail, the fixed address or number. `chain` is a list of `{"channel": …, "timeout": seconds or null}`.
    `attach` names what goes along by e-mail: calendar, codes, payment_qr.
    """

    solution = models.ForeignKey(
        Solution, on_delete=models.CASCADE, related_name="notifications", db_constraint=False, db_index=False
    )
    position = models.SmallIntegerField()
    role = models.CharField(max_length=20)
    target = models.CharField(max_length=254, blank=True)
    template = models.CharField(max_length=100)
    chain = models.JSONField(default=list)
    cc = words()
    bcc = words()
    attach = words()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "solution", "position"], name="notification_once_per_position"
            ),
        )


class TaskState(models.TextChoices):
    """Where a task stands."""

    PLANNED = "planned"
    HELD = "held"
    EXECUTING = "executing"
    DONE = "done"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FAILED = "failed"


class Task(Owned):
    """One solution applied to one booking, one occurrence of it.

    `planned_at` is P, the instant by the rule; `due_at` is when it goes (P, or later for late bookings and
    quiet hours); `deadline` is V: nothing goes at or after it (empty: none); `eligible_at` is T0. `zone` is
    the zone in which the rule's clock was read; `anchor_on` the local date of the anchor it was planned with.
    `is_pinned` means that a person set the time. `corrects` is the message that a correction corrects: such a
    task is none of the planner's wishes; its occurrences begin at 10,001. Aggregate with
    `.values()` first: the primary key is (id, agency).
    """

    solution = models.ForeignKey(
        Solution, on_delete=models.PROTECT, related_name="tasks", db_constraint=False, db_index=False
    )
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="tasks", db_constraint=False, db_index=False
    )
    occurrence = models.SmallIntegerField(default=1)
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=10, choices=TaskState)
    reason = models.CharField(max_length=30, blank=True)
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    eligible_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    anchor_on = models.DateField(null=True)
    is_late = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    solution_version = models.IntegerField()
    executed_at = models.DateTimeField(null=True)
    details = models.JSONField(null=True)
    corrects = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["booking", "solution", "occurrence", "agency"],
                name="task_once_per_solution_and_booking",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"], condition=Q(state="planned"), name="tasks_waiting_for_their_time"
            ),
            models.Index(
                fields=["booking"],
                condition=Q(state="held", reason="secret_not_due"),
                name="tasks_that_hold_secrets_back",
            ),
            models.Index(
                fields=["booking"],
                condition=Q(state="held", reason="paying"),
                name="tasks_that_wait_for_payments",
            ),
            models.Index(fields=["deadline"], condition=Q(state="held"), name="held_tasks_by_their_deadline"),
            models.Index(fields=["agency", "state", "due_at", "id"], name="tasks_by_state_and_time"),
        )


class SystemNotification(Owned):
    """One cell of the matrix of system notifications: an event, an audience, a channel.

    `event` is pending, confirmed, rejected, cancelled_by_us, cancelled_by_guest, moved, paid, reminder or
    review_received; `audience` is guest, client, administrators or member (`target`: the member's e-mail).
    `leads` are the reminder's minutes before the start, one message each. `template` is the agency's own
    wording; empty means the built-in one.
    """

    event = models.CharField(max_length=30)
    audience = models.CharField(max_length=20)
    target = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=10)
    is_active = models.BooleanField(default=False)
    leads = ArrayField(models.IntegerField(), default=list)
    template = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "event", "audience", "target", "channel"],
                name="system_notification_once_per_cell",
            ),
        )


class PromoPool(Owned):
    """A named stock of promo codes that can be used once each."""

    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="promo_pool_once_per_name"),)


class PromoCode(Owned):
    """One code of a pool; taken by one task at most."""

    pool = models.ForeignKey(
        PromoPool, on_delete=models.CASCADE, related_name="codes", db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=60)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    taken_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "pool", "code"], name="promo_code_once_per_pool"),
            models.UniqueConstraint(
                fields=["agency", "task"], condition=Q(task__isnull=False), name="promo_code_once_per_task"
            ),
        )
