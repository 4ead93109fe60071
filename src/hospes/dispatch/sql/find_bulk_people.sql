-- People that a bulk message is for. The last visit counts stays that ended or were to end, whoever booked them.
-- params: agency_id bigint, roles text[], tags text[], languages text[], countries text[], last_visit_from date, last_visit_until date, words text, pattern text
WITH parts AS (
    SELECT b.guest_id AS person_id, 'guest' AS role, b.departure
    FROM bookings_booking b
    WHERE b.agency_id = %(agency_id)s::bigint AND b.status IN ('confirmed', 'completed')
    UNION ALL
    SELECT coalesce(b.client_id, b.guest_id), 'client', b.departure
    FROM bookings_booking b
    WHERE b.agency_id = %(agency_id)s::bigint AND b.status IN ('confirmed', 'completed')
    UNION ALL
    SELECT b.agent_id, 'agent', b.departure
    FROM bookings_booking b
    WHERE b.agency_id = %(agency_id)s::bigint AND b.status IN ('confirmed', 'completed') AND b.agent_id IS NOT NULL
    UNION ALL
    SELECT r.owner_id, 'owner', NULL
    FROM bookings_property r
    WHERE r.agency_id = %(agency_id)s::bigint AND r.owner_id IS NOT NULL
), chosen AS (
    SELECT person_id, max(departure) AS last_visit
    FROM parts
    WHERE role = ANY(%(roles)s::text[])
    GROUP BY person_id
)
SELECT p.id
FROM chosen c
JOIN bookings_person p ON p.id = c.person_id AND p.agency_id = %(agency_id)s::bigint
WHERE (%(tags)s::text[] = '{}' OR p.tags::text[] && %(tags)s::text[])
    AND (%(languages)s::text[] = '{}' OR EXISTS (
        SELECT FROM unnest(%(languages)s::text[]) AS l (code)
        WHERE lower(p.language) = lower(l.code) OR starts_with(lower(p.language), lower(l.code) || '-')))
    AND (%(countries)s::text[] = '{}' OR p.country = ANY(%(countries)s::text[]))
    AND (%(last_visit_from)s::date IS NULL OR c.last_visit >= %(last_visit_from)s::date)
    AND (%(last_visit_until)s::date IS NULL OR c.last_visit <= %(last_visit_until)s::date)
    AND (%(words)s::text = '' OR p.name ILIKE %(pattern)s::text OR p.email ILIKE %(pattern)s::text)
ORDER BY p.id
