-- What was said before to whom about some bookings: for S13 (who had got one) and S19 (one purpose once).
-- params: agency_ids bigint[], booking_ids bigint[]
--
-- Messages by hand count with their purpose; tests, and what never reached anybody, count for nothing. A bundle counts
-- for every task that it speaks for (S9). Booking by booking and with `agency_id + 0`: rows are found by the booking or
-- by their own id, never by reading all that an agency has, whatever the statistics say.
SELECT m.task_id, given.id AS booking_id, m.purpose, coalesce(t.occurrence, 1) AS occurrence, m.to_address,
       coalesce(s.is_system, false) AS is_system, coalesce(s.anchor IN ('arrival', 'departure'), true) AS is_of_stay
FROM unnest(%(booking_ids)s::bigint[]) AS given (id)
CROSS JOIN LATERAL (
    SELECT m.agency_id, m.task_id, m.solution_id, m.purpose, m.to_address
    FROM dispatch_message m
    WHERE m.agency_id = ANY(%(agency_ids)s::bigint[]) AND m.booking_id = given.id
        AND NOT m.is_test AND m.to_address <> ''
        AND m.state NOT IN ('undelivered', 'undeliverable', 'suppressed', 'cancelled')
    OFFSET 0
) AS m
LEFT JOIN planning_task t ON t.id = m.task_id AND t.agency_id + 0 = m.agency_id
LEFT JOIN planning_solution s ON s.id = m.solution_id AND s.agency_id + 0 = m.agency_id
UNION ALL
SELECT m.task_id, given.id, s.purpose, t.occurrence, m.to_address, s.is_system, s.anchor IN ('arrival', 'departure')
FROM unnest(%(booking_ids)s::bigint[]) AS given (id)
CROSS JOIN LATERAL (
    SELECT t.agency_id, t.solution_id, t.occurrence, (t.details ->> 'bundled_into')::bigint AS speaker
    FROM planning_task t
    WHERE t.agency_id + 0 = ANY(%(agency_ids)s::bigint[]) AND t.booking_id = given.id
        AND (t.state = 'done') IS TRUE AND t.details ->> 'bundled_into' IS NOT NULL
    OFFSET 0
) AS t
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id + 0 = t.agency_id
CROSS JOIN LATERAL (
    SELECT m.task_id, m.to_address
    FROM dispatch_message m
    WHERE m.agency_id = t.agency_id AND m.task_id = t.speaker AND NOT m.is_test AND m.to_address <> ''
        AND m.state NOT IN ('undelivered', 'undeliverable', 'suppressed', 'cancelled')
    OFFSET 0
) AS m
