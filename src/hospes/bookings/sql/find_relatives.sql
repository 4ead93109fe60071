-- Bookings whose plan may follow from what has changed: of guests with these addresses, of these people or of
-- others at their address, of these properties or of what these people own.
-- params: agency bigint, addresses text[], people bigint[], properties bigint[]
WITH agency AS MATERIALIZED (SELECT %(agency)s::bigint AS id)
SELECT b.id
FROM agency
CROSS JOIN unnest(%(addresses)s::text[]) AS a (address)
CROSS JOIN LATERAL (
    SELECT p.id FROM bookings_person p WHERE p.address_key = a.address AND p.agency_id + 0 = agency.id OFFSET 0
) p
CROSS JOIN LATERAL (
    SELECT b.id FROM bookings_booking b WHERE b.guest_id = p.id AND b.agency_id = agency.id OFFSET 0
) b
UNION
SELECT b.id
FROM agency
CROSS JOIN unnest(%(people)s::bigint[]) AS given (id)
CROSS JOIN LATERAL (
    SELECT given.id
    UNION
    SELECT same.id
    FROM bookings_person p
    JOIN bookings_person same ON same.address_key = p.address_key AND same.agency_id + 0 = p.agency_id
    WHERE p.agency_id = agency.id AND p.id = given.id AND p.address_key <> '' OFFSET 0
) p
CROSS JOIN LATERAL (
    SELECT b.id FROM bookings_booking b WHERE b.guest_id = p.id AND b.agency_id = agency.id OFFSET 0
) b
UNION
SELECT b.id
FROM agency
CROSS JOIN LATERAL (
    SELECT p.id FROM bookings_property p
    WHERE p.agency_id = agency.id
      AND (p.id = ANY (%(properties)s::bigint[]) OR p.owner_id = ANY (%(people)s::bigint[])) OFFSET 0
) p
CROSS JOIN LATERAL (
    SELECT b.id FROM bookings_booking b WHERE b.property_id = p.id AND b.agency_id = agency.id OFFSET 0
) b
