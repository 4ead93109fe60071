-- What was said before to whom about some bookings: for S13 (who had got one) and S19 (one purpose once).
-- params: agency_ids bigint[], booking_ids bigint[]
--
-- Messages by hand count with their purpose; tests, and what never reached anybody, count for nothing.
SELECT m.booking_id, m.purpose, coalesce(t.occurrence, 1) AS occurrence, m.to_address,
       coalesce(s.is_system, false) AS is_system, coalesce(s.anchor IN ('arrival', 'departure'), true) AS is_of_stay
FROM dispatch_message m
LEFT JOIN planning_task t ON t.id = m.task_id AND t.agency_id = m.agency_id
LEFT JOIN planning_solution s ON s.id = m.solution_id AND s.agency_id = m.agency_id
WHERE m.agency_id = ANY(%(agency_ids)s::bigint[]) AND m.booking_id = ANY(%(booking_ids)s::bigint[])
    AND NOT m.is_test AND m.to_address <> ''
    AND m.state NOT IN ('undelivered', 'undeliverable', 'suppressed', 'cancelled')
