"""Tables of the engine: which processes are alive."""

from django.db import models


class Worker(models.Model):
    """A process of the engine and when it was last alive. Belongs to the installation, not to an agency."""

    name = models.CharField(max_length=200, unique=True)
    role = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
