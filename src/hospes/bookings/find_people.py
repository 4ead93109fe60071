"""Find people."""

from django.db.models import Q

from hospes.agencies.models import Agency
from hospes.bookings.models import Person
from hospes.bookings.people import usable_email, usable_phone
from hospes.kit.errors import Malformed, NotFound


def find_people_at(agency_id: int, address: str) -> list[Person]:
    """Everybody who is reached at an e-mail address or a phone number, by id.

    Args:
        agency_id: whose people.
        address: as somebody wrote it; a number without a country is read as one of the agency's.
    """
    country = Agency.objects.filter(id=agency_id).values_list("country", flat=True).first() or ""
    email, phone = usable_email(address.strip()), usable_phone(address, country)
    part = Q(email__iexact=email) if email else Q(phone=phone)
    people = Person.objects.filter(part, agency_id=agency_id, forgotten_at=None)
    return list(people.order_by("id")) if email or phone else []


def known_people_at(agency_id: int, address: str) -> list[Person]:
    """The same, where somebody must be there.

    Raises:
        Malformed: it is neither an e-mail address nor a phone number.
        NotFound: nobody has it.
    """
    if not usable_email(address.strip()) and not any(letter.isdigit() for letter in address):
        message = f"“{address[:60]}” is no address: give an e-mail address or a number like +34600000001."
        raise Malformed(message, field="person")
    people = find_people_at(agency_id, address)
    if not people:
        raise NotFound("Nobody of this agency has that address: check it, a number with its country code.")
    return people
