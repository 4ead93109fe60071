"""Everything about one message, for its page."""

import pytest

from hospes.dispatch.models import Attachment
from hospes.insight.message_detail import Enclosure, message_detail
from hospes.kit.errors import NotFound
from tests.delivery.worlds import make_sender, queue

pytestmark = pytest.mark.django_db


def test_the_files_of_a_message_are_listed_in_order_with_their_sizes() -> None:
    agency = make_sender()
    (message,) = queue(agency)
    for position, name, content in ((1, "codes.pdf", b"%PDF-1.4"), (0, "booking.ics", b"BEGIN")):
        Attachment.objects.create(
            agency_id=agency.id,
            message_id=message.id,
            position=position,
            name=name,
            content_type="application/octet-stream",
            content=content,
        )
    assert message_detail(agency.id, message.id).files == [
        Enclosure(0, "booking.ics", "application/octet-stream", 5),
        Enclosure(1, "codes.pdf", "application/octet-stream", 8),
    ]


def test_a_message_of_another_agency_is_not_there() -> None:
    (message,) = queue(make_sender())
    with pytest.raises(NotFound):
        message_detail(make_sender(name="Costa Verde").id, message.id)
