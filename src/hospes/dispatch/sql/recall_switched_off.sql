-- Recall messages that have not left yet, over channels that are switched off for their booking.
-- params: agency bigint, bookings bigint[], now timestamptz
--
-- What a person wrote to one guest by hand goes: the switches are for what goes by itself and for bulk messages. A
-- worker that has claimed one of them finds neither its token nor its state when it wants to set the marker.
UPDATE dispatch_message m
SET state = 'suppressed', reason = 'switched_off', token = NULL, lease_until = NULL, changed_at = %(now)s
FROM bookings_booking b
WHERE m.agency_id = %(agency)s AND m.booking_id = ANY (%(bookings)s::bigint[]) AND m.state IN ('queued', 'held')
    AND b.agency_id = m.agency_id AND b.id = m.booking_id AND NOT (b.sends_email AND b.sends_sms) AND NOT m.is_test
    AND NOT CASE WHEN m.channel IN ('email', 'campaign') THEN b.sends_email ELSE b.sends_sms END
    AND (m.task_id IS NOT NULL OR m.bulk_id IS NOT NULL)
RETURNING m.id
