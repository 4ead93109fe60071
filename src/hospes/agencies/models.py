"""Tables of agencies: who uses the product, who signs in for them, and what they changed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Agency(models.Model):
    """A business that uses Hospes: the owner of every other row.

    `timezone` is an IANA name. `languages` are BCP 47 codes, the first is the agency's own.
    Quiet hours are local times `[quiet_from, quiet_to)`; both empty means none. `iban`, `bic` and
    `account_holder` are where guests transfer money to. `footer` is language → text under every system
    notification. Door codes wait for the whole payment unless
    `secrets_need_payment` is off. A change that would send more than `blast_limit` messages at once must be
    confirmed.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    country = models.CharField(max_length=2, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    website = models.CharField(max_length=300, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    grace = models.DurationField()
    minutes_saved = models.DecimalField(max_digits=6, decimal_places=2, default=3)
    sends_email = models.BooleanField(default=True)
    sends_sms = models.BooleanField(default=True)
    stitches_stays = models.BooleanField(default=True)
    settles_payments_elsewhere = models.BooleanField(default=False)
    is_sandbox = models.BooleanField(default=False)
    tester_email = models.CharField(max_length=254, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    account_holder = models.CharField(max_length=70, blank=True)
    footer = models.JSONField(default=dict)
    blast_limit = models.IntegerField(default=20)
    secrets_need_payment = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    @property
    def language(self) -> str:
        """The agency's own language, a BCP 47 code; English when none is set."""
        return self.languages[0] if self.languages else "en"


class Owned(models.Model):
    """A row that belongs to one agency; composite foreign keys and row-level security follow from it.

    The database constraint on `agency` is part of the composite keys that `tenancy` adds, so that a row
    can never point at another agency's row.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )

    class Meta:
        abstract = True


class Role(models.TextChoices):
    """What a member may do; each role includes the ones after it."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    STAFF = "staff", _("Staff")
    VIEWER = "viewer", _("Viewer")


class Member(Owned):
    """A person who signs in for an agency, with a role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "user"], name="member_once_per_agency_and_user"),
            models.UniqueConstraint(fields=["agency", "email"], name="member_email_once_per_agency"),
        )


class AuditEntry(Owned):
    """One thing that somebody changed: who, what, when. Only ever added."""

    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["agency", "-at"], name="audit_entries_newest_first"),)
