-- Other bookings whose plan may follow from what has changed: of the same guests, properties or owners.
-- params: agency bigint, bookings bigint[], people bigint[], properties bigint[]
SELECT other.id
FROM bookings_booking mine
JOIN bookings_person guest ON guest.agency_id = mine.agency_id AND guest.id = mine.guest_id
JOIN bookings_person same ON same.agency_id = mine.agency_id AND same.address_key = guest.address_key
JOIN bookings_booking other ON other.agency_id = mine.agency_id AND other.guest_id = same.id
WHERE mine.agency_id = %(agency)s AND mine.id = ANY (%(bookings)s::bigint[]) AND guest.address_key <> ''
UNION
SELECT b.id FROM bookings_booking b
WHERE b.agency_id = %(agency)s AND b.guest_id = ANY (%(people)s::bigint[])
UNION
SELECT b.id
FROM bookings_property p
JOIN bookings_booking b ON b.agency_id = p.agency_id AND b.property_id = p.id
WHERE p.agency_id = %(agency)s
  AND (p.id = ANY (%(properties)s::bigint[]) OR p.owner_id = ANY (%(people)s::bigint[]))
