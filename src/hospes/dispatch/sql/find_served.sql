-- What was said before to whom about some bookings: for S13 (who had got one) and S19 (one purpose once).
-- params: agency_ids bigint[], booking_ids bigint[]
--
-- Messages by hand count with their purpose; tests, and what never reached anybody, count for nothing. A bundle counts
-- for every task that it speaks for (S9).
SELECT m.task_id, m.booking_id, m.purpose, coalesce(t.occurrence, 1) AS occurrence, m.to_address,
       coalesce(s.is_system, false) AS is_system, coalesce(s.anchor IN ('arrival', 'departure'), true) AS is_of_stay
FROM dispatch_message m
LEFT JOIN planning_task t ON t.id = m.task_id AND t.agency_id = m.agency_id
LEFT JOIN planning_solution s ON s.id = m.solution_id AND s.agency_id = m.agency_id
WHERE m.agency_id = ANY(%(agency_ids)s::bigint[]) AND m.booking_id = ANY(%(booking_ids)s::bigint[])
    AND NOT m.is_test AND m.to_address <> ''
    AND m.state NOT IN ('undelivered', 'undeliverable', 'suppressed', 'cancelled')
UNION ALL
SELECT m.task_id, m.booking_id, s.purpose, t.occurrence, m.to_address, s.is_system, s.anchor IN ('arrival', 'departure')
FROM planning_task t
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
JOIN dispatch_message m ON m.agency_id = t.agency_id AND m.task_id = (t.details ->> 'bundled_into')::bigint
WHERE t.agency_id = ANY(%(agency_ids)s::bigint[]) AND t.booking_id = ANY(%(booking_ids)s::bigint[])
    AND t.state = 'done' AND t.details ->> 'bundled_into' IS NOT NULL AND NOT m.is_test AND m.to_address <> ''
    AND m.state NOT IN ('undelivered', 'undeliverable', 'suppressed', 'cancelled')
