-- The same as `load_facts` for what a person writes to some people, without any booking: each is its own guest.
-- params: agency_id bigint, person_ids bigint[], kind text, purpose text
SELECT
-- include: hand_columns
    NULL::bigint AS "task.booking_id", true AS "task.sends_email", true AS "task.sends_sms",
-- include: agency_columns
    ,
    g.id AS "guest.id", g.name AS "guest.name", g.email AS "guest.email", g.phone AS "guest.phone",
    g.language AS "guest.language", g.country AS "guest.country"
FROM bookings_person g
JOIN agencies_agency a ON a.id = g.agency_id
WHERE g.agency_id = %(agency_id)s::bigint AND g.id = ANY(%(person_ids)s::bigint[])
