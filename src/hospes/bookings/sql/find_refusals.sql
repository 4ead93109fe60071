-- What people who are new refuse already, because somebody at their address did.
-- params: agency bigint, people bigint[]
--
-- From each number and mailbox to those who have it and to what they refuse, by index: how many people an agency has,
-- and how much they all have said, does not matter.
WITH fresh AS MATERIALIZED (
    SELECT p.id, p.phone, upper(p.email) AS email
    FROM bookings_person p
    WHERE p.agency_id = %(agency)s AND p.id = ANY (%(people)s::bigint[])
), refused AS MATERIALIZED (
    SELECT DISTINCT a.phone, a.email, r.channel, r.kind
    FROM (SELECT DISTINCT phone, NULL AS email FROM fresh WHERE phone <> ''
          UNION ALL
          SELECT DISTINCT NULL, email FROM fresh WHERE email <> '') AS a
    CROSS JOIN LATERAL (
        SELECT p.id FROM bookings_person p WHERE p.phone = a.phone AND p.agency_id = %(agency)s
        UNION ALL
        SELECT p.id FROM bookings_person p WHERE upper(p.email) = a.email AND p.agency_id = %(agency)s
        OFFSET 0
    ) AS same
    CROSS JOIN LATERAL (
        SELECT p.channel, p.kind FROM bookings_permission p
        WHERE p.agency_id = %(agency)s AND p.person_id = same.id AND NOT p.is_allowed OFFSET 0
    ) AS r
    WHERE r.channel = ANY (CASE WHEN a.email IS NULL THEN '{sms,viber}'::text[] ELSE '{email,campaign}'::text[] END)
)
SELECT n.id, r.channel, r.kind FROM fresh n JOIN refused r ON r.phone = n.phone
UNION
SELECT n.id, r.channel, r.kind FROM fresh n JOIN refused r ON r.email = n.email
