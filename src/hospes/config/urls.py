"""All addresses of the product, room by room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from hospes.config import probes

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.metrics, name="metrics"),
]
if find_spec("hospes.backoffice.urls"):
    urlpatterns.append(path("", include("hospes.backoffice.urls")))
