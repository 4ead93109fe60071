"""Find an agency."""

from hospes.agencies.models import Agency
from hospes.kit.errors import Malformed, NotFound


def find_agency(slug: str | None) -> Agency:
    """The agency with this slug; with a single agency the slug may be left out.

    Raises:
        NotFound: there is no such agency, or none at all.
        Malformed: the slug was left out and there are several.
    """
    if slug:
        agency = Agency.objects.filter(slug=slug).first()
        if agency is None:
            raise NotFound(
                f"There is no agency “{slug}”: “hospes agency list” shows those there are.", slug=slug
            )
        return agency
    agencies = list(Agency.objects.order_by("slug")[:20])
    if not agencies:
        raise NotFound("There is no agency yet: make one with “hospes agency create NAME”.")
    if len(agencies) > 1:
        slugs = ", ".join(agency.slug for agency in agencies)
        raise Malformed(f"There are several agencies: say which one with --agency ({slugs}).", field="agency")
    return agencies[0]
