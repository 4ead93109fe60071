-- Advertising that some people got or are going to get, at any of their stays; unwanted and failed messages do not count.
-- params: agency bigint, people bigint[]
WITH people AS MATERIALIZED (
    SELECT p.id, p.address_key FROM bookings_person p
    WHERE p.agency_id = %(agency)s AND p.id = ANY (%(people)s::bigint[])
), same AS MATERIALIZED (
    SELECT id AS person_id, id AS other FROM people
    UNION
    SELECT p.id, o.id FROM people p
    JOIN bookings_person o ON o.address_key = p.address_key AND o.agency_id = %(agency)s
    WHERE p.address_key <> ''
)
SELECT s.person_id, m.booking_id, m.queued_at
FROM same s
JOIN dispatch_message m ON m.agency_id = %(agency)s AND m.person_id = s.other
WHERE m.kind = 'marketing' AND NOT m.is_test AND m.state NOT IN ('suppressed', 'cancelled', 'undeliverable')
