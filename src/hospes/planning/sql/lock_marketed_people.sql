-- Those of some marketing tasks whose guest another worker is just writing to; the guests of the others are locked.
-- params: ids bigint[], key bigint
--
-- Nobody waits: what is passed over is looked at again. The lock is on the address, which ties a guest's stays together.
WITH people AS MATERIALIZED (
    SELECT t.id, hashtextextended(t.agency_id || ' ' || coalesce(nullif(g.address_key, ''), g.id::text), %(key)s::bigint)
                     AS person
    FROM planning_task t
    JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id + 0 = t.agency_id
    JOIN bookings_person g ON g.id = b.guest_id AND g.agency_id + 0 = b.agency_id
    WHERE t.id = ANY (%(ids)s::bigint[])
)
SELECT id FROM people WHERE NOT pg_try_advisory_xact_lock(person)
