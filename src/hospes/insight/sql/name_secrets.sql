-- The names of the secrets that bookings of an agency have, in order.
-- params: agency bigint
SELECT DISTINCT name
FROM bookings_booking b, jsonb_object_keys(b.secrets) AS name
WHERE b.agency_id = %(agency)s AND b.secrets <> '{}'
ORDER BY name
