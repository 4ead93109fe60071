-- The codes of the bookings and properties that some messages to guests are about, while their bookings stand.
-- params: agency_ids bigint[], message_ids bigint[]
SELECT m.id AS message_id, b.secrets AS of_booking, r.secrets AS of_property
FROM dispatch_message m
JOIN bookings_booking b ON b.id = m.booking_id AND b.agency_id = m.agency_id
JOIN bookings_property r ON r.id = b.property_id AND r.agency_id = b.agency_id
WHERE m.agency_id = ANY(%(agency_ids)s::bigint[]) AND m.id = ANY(%(message_ids)s::bigint[])
    AND m.role IN ('guest', 'client') AND b.status IN ('confirmed', 'completed')
