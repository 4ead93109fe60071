-- Lock tasks that are due, oldest first, with their bookings, for the transaction that executes them.
-- params: now timestamptz, most integer, agency_id bigint
SELECT
    t.id, t.agency_id, t.solution_id, t.booking_id, t.occurrence, t.event_id, t.due_at, t.deadline, t.is_late,
    t.solution_version, s.mode
FROM planning_task t
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
WHERE t.state = 'planned' AND t.due_at <= %(now)s AND (t.agency_id = %(agency_id)s OR %(agency_id)s IS NULL)
ORDER BY t.due_at, t.planned_at, s.position, t.id
LIMIT %(most)s
FOR UPDATE OF t SKIP LOCKED
