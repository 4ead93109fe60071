-- Find bookings by their reference, or by the name or address of a guest, newest arrivals first.
-- params: agency bigint, words text, pattern text, most int
(SELECT b.id
 FROM bookings_booking b
 WHERE b.agency_id = %(agency)s AND b.reference = ANY (ARRAY[%(words)s::text, upper(%(words)s::text)])
 LIMIT %(most)s)
UNION
(SELECT b.id
 FROM bookings_person p
 JOIN bookings_booking b ON b.agency_id = p.agency_id AND b.guest_id = p.id
 WHERE p.agency_id = %(agency)s AND (p.name ILIKE %(pattern)s OR p.email ILIKE %(pattern)s)
 ORDER BY b.arrival DESC
 LIMIT %(most)s)
