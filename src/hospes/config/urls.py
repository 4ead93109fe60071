"""All addresses of the product, room by room."""

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from hospes.config import probes

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", login_not_required(probes.healthz), name="healthz"),
    path("readyz", login_not_required(probes.readyz), name="readyz"),
    path("metrics", login_not_required(probes.metrics), name="metrics"),
]
if find_spec("hospes.backoffice.urls"):
    urlpatterns.append(path("", include("hospes.backoffice.urls")))
