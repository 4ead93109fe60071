-- The same as `load_facts` for what a person writes about some bookings, one row a booking.
-- params: agency_id bigint, booking_ids bigint[], kind text, purpose text, event_kind text
SELECT
-- include: hand_columns
    b.id AS "task.booking_id", b.sends_email AS "task.sends_email", b.sends_sms AS "task.sends_sms",
-- include: agency_columns
    ,
-- include: booking_columns
    ,
    e.kind AS "event.kind", e.at AS "event.at", e.details AS "event.details"
FROM bookings_booking b
JOIN agencies_agency a ON a.id = b.agency_id
-- include: booking_tables
LEFT JOIN LATERAL (
    SELECT e.kind, e.at, e.details
    FROM bookings_event e
    WHERE %(event_kind)s::text <> '' AND e.agency_id = b.agency_id AND e.booking_id = b.id
        AND e.kind = %(event_kind)s::text
    ORDER BY e.ordinal DESC
    LIMIT 1
) AS e ON true
WHERE b.agency_id = %(agency_id)s::bigint AND b.id = ANY(%(booking_ids)s::bigint[])
