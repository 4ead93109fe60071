-- What people who are new refuse already, because somebody at their address did.
-- params: agency bigint, people bigint[]
WITH refused AS MATERIALIZED (
    SELECT p.phone, lower(p.email) AS email, r.channel, r.kind
    FROM bookings_permission r
    CROSS JOIN LATERAL (
        SELECT p.phone, p.email FROM bookings_person p
        WHERE p.agency_id = r.agency_id AND p.id = r.person_id OFFSET 0
    ) p
    WHERE r.agency_id = %(agency)s AND NOT r.is_allowed
), fresh AS MATERIALIZED (
    SELECT p.id, p.phone, lower(p.email) AS email
    FROM bookings_person p
    WHERE p.agency_id = %(agency)s AND p.id = ANY (%(people)s::bigint[]) AND EXISTS (SELECT FROM refused)
)
SELECT n.id, r.channel, r.kind
FROM fresh n JOIN refused r ON r.phone = n.phone
WHERE n.phone <> '' AND r.channel IN ('sms', 'viber')
UNION
SELECT n.id, r.channel, r.kind
FROM fresh n JOIN refused r ON r.email = n.email
WHERE n.email <> '' AND r.channel IN ('email', 'campaign')
