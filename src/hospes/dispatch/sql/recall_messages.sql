-- Recall messages that have not left yet although their solution no longer wants the booking in its present status.
-- params: agency bigint, bookings bigint[], now timestamptz
--
-- A code in the words (between two characters of a private area) goes only while the booking stands, whatever the
-- solution wants. A worker that has claimed one of them finds neither its token nor its state when it wants to set the marker.
UPDATE dispatch_message m
SET state = 'cancelled', reason = 'booking_ended', token = NULL, lease_until = NULL, changed_at = %(now)s
FROM bookings_booking b
WHERE m.agency_id = %(agency)s AND m.booking_id = ANY(%(bookings)s::bigint[]) AND m.state = 'queued'
    AND m.solution_id IS NOT NULL AND b.agency_id = m.agency_id AND b.id = m.booking_id
    AND (NOT EXISTS (
            SELECT FROM planning_alternative c
            WHERE c.agency_id = m.agency_id AND c.solution_id = m.solution_id
                AND (c.statuses = '{}' OR b.status = ANY(c.statuses)))
        OR (b.status NOT IN ('confirmed', 'completed') AND position(chr(57344) IN m.subject || m.html || m.text) > 0))
