-- Compare tasks with how they stood before: of each kind of change the number, and the first examples with names.
-- params: agency bigint, solutions bigint[], now timestamptz, soon interval, most int, ids bigint[], states text[]
-- params: due timestamptz[]
--
-- Kinds: added (or planned again), released, moved, withdrawn, skipped (or expired), and at_once: what begins to go
-- now, whatever else it is. What waits for a person or goes to a tester does not go.
WITH rules AS MATERIALIZED (
    SELECT s.id, s.name, s.mode = 'automatic' AND NOT s.is_sandbox AND NOT a.is_sandbox AS is_for_real,
           greatest(1, (SELECT count(*) FROM planning_notification n
                        WHERE n.agency_id = s.agency_id AND n.solution_id = s.id)) AS lines
    FROM planning_solution s
    JOIN agencies_agency a ON a.id = s.agency_id
    WHERE s.agency_id = %(agency)s AND s.id = ANY (%(solutions)s::bigint[])
),
tasks_before AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(due)s::timestamptz[]) AS b (id, state, due_at)
),
changes AS MATERIALIZED (
    SELECT t.booking_id, t.occurrence, t.reason, t.due_at, t.zone, b.due_at AS old_due_at, r.name AS solution, r.lines,
           CASE WHEN t.state = 'withdrawn' THEN CASE WHEN b.state IN ('planned', 'held') THEN 'withdrawn' END
                WHEN t.state NOT IN ('planned', 'held') THEN 'skipped'
                WHEN b.state = 'held' AND t.state = 'planned' THEN 'released'
                WHEN b.state IN ('planned', 'held') THEN 'moved' ELSE 'added' END AS kind,
           r.is_for_real AND t.state = 'planned' AND t.due_at <= %(now)s::timestamptz + %(soon)s::interval
               AND (b.state = 'planned' AND b.due_at <= %(now)s::timestamptz + %(soon)s::interval) IS NOT TRUE AS goes
    FROM planning_task t
    JOIN rules r ON r.id = t.solution_id
    LEFT JOIN tasks_before b ON b.id = t.id
    WHERE t.agency_id = %(agency)s AND t.changed_at = %(now)s::timestamptz
      AND (b.id IS NULL OR (t.state, t.due_at) IS DISTINCT FROM (b.state, b.due_at))
),
numbers AS (
    SELECT kind, count(*) AS tasks, sum(lines) AS messages FROM changes WHERE kind IS NOT NULL GROUP BY kind
    UNION ALL
    SELECT 'at_once', count(*), coalesce(sum(lines), 0) FROM changes WHERE goes
)
SELECT n.kind, n.tasks, n.messages, e.solution, k.reference, g.name AS guest, p.name AS property, e.occurrence,
       e.old_due_at, e.due_at, e.zone, e.reason
FROM numbers n
LEFT JOIN LATERAL (
    SELECT c.* FROM changes c
    WHERE CASE n.kind WHEN 'at_once' THEN c.goes ELSE c.kind = n.kind END
    ORDER BY c.due_at, c.booking_id, c.solution, c.occurrence
    LIMIT %(most)s
) AS e ON true
LEFT JOIN bookings_booking k ON k.id = e.booking_id AND k.agency_id = %(agency)s
LEFT JOIN bookings_person g ON g.id = k.guest_id AND g.agency_id = k.agency_id
LEFT JOIN bookings_property p ON p.id = k.property_id AND p.agency_id = k.agency_id
ORDER BY n.kind, e.due_at, e.booking_id, e.solution, e.occurrence
