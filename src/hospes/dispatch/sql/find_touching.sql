-- Bookings whose guest has another one in the same property that begins or ends where they end or begin (S35).
-- params: booking_ids bigint[]
--
-- A cheap look before the stays of these few are worked out: hardly any booking touches another.
SELECT b.id
FROM unnest(%(booking_ids)s::bigint[]) AS given (id)
CROSS JOIN LATERAL (
    SELECT b.id, b.agency_id, b.guest_id, b.property_id, b.arrival, b.departure
    FROM bookings_booking b WHERE b.id = given.id OFFSET 0
) AS b
WHERE EXISTS (
    SELECT FROM bookings_booking n
    WHERE n.guest_id = b.guest_id AND n.agency_id + 0 = b.agency_id AND n.property_id = b.property_id AND n.id <> b.id
        AND (n.arrival = b.departure OR n.departure = b.arrival)
)
