-- Lock tasks that are due, oldest first, together with their bookings, passing over what others hold.
-- params: now timestamptz, most integer, agencies bigint[]
SELECT t.id, t.agency_id, t.booking_id,
       (SELECT s.kind = 'marketing' FROM planning_solution s
        WHERE s.id = t.solution_id AND s.agency_id + 0 = t.agency_id) AS is_marketing
FROM planning_task t
JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
WHERE t.state = 'planned' AND t.due_at <= %(now)s::timestamptz AND t.agency_id = ANY (%(agencies)s::bigint[])
ORDER BY t.due_at, t.planned_at, t.id
LIMIT %(most)s::integer
FOR UPDATE OF t SKIP LOCKED
FOR NO KEY UPDATE OF b SKIP LOCKED
