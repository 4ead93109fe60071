-- Tasks among those locked that may be executed now; the others expire or wait for a person.
-- params: ids bigint[], now timestamptz
WITH mine AS MATERIALIZED (
    SELECT t.id, t.agency_id, t.solution_id, t.booking_id, t.occurrence, t.event_id, t.due_at, t.deadline, t.is_late,
           t.solution_version, t.planned_at, s.position,
           CASE
               WHEN t.deadline <= %(now)s::timestamptz THEN 'deadline'
               WHEN t.due_at + CASE WHEN s.recipe = 'instructions' OR s.purpose = 'arrival_info'
                                    THEN interval '6 hours' ELSE interval '48 hours' END < %(now)s::timestamptz
               THEN 'stale'
               WHEN s.mode = 'prepare' AND NOT coalesce(t.details ? 'released_by', false) THEN 'prepared'
           END AS end_reason
    FROM planning_task t
    JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
    WHERE t.id = ANY (%(ids)s::bigint[]) AND t.state = 'planned' AND t.due_at <= %(now)s::timestamptz
),
ended AS (
    UPDATE planning_task t
    SET state = CASE m.end_reason WHEN 'prepared' THEN 'held' ELSE 'expired' END, reason = m.end_reason,
        changed_at = %(now)s::timestamptz
    FROM mine m
    WHERE t.id = m.id AND t.agency_id = m.agency_id AND m.end_reason IS NOT NULL
)
SELECT id, agency_id, solution_id, booking_id, occurrence, event_id, due_at, deadline, is_late, solution_version
FROM mine
WHERE end_reason IS NULL
ORDER BY due_at, planned_at, position, id
