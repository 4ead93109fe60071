"""Tables of content: templates and their words per language."""

from django.db import models

from hospes.agencies.models import Owned


class Template(Owned):
    """Words for one occasion, in several languages. A deleted one keeps its history."""

    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="template_once_per_name",
            ),
        )


class TemplateVersion(Owned):
    """A template's words in one language. `revision` grows with every change of the words."""

    template = models.ForeignKey(
        Template, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=20)
    subject = models.TextField(blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    sms = models.TextField(blank=True)
    viber = models.JSONField(null=True)
    campaign = models.JSONField(null=True)
    revision = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "template", "language"], name="version_once_per_language"
            ),
        )
