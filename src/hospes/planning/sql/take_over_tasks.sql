-- Plan tasks again that were left out because another task, which has ended, was to serve the same purpose (S19).
-- params: failed bigint[], now timestamptz
--
-- Built-in notifications make way for an own solution whatever the occurrence, and before any "@" of their purpose.
UPDATE planning_task t
SET state = 'planned', reason = '', due_at = greatest(t.due_at, %(now)s::timestamptz), changed_at = %(now)s::timestamptz
FROM planning_solution s, planning_task f, planning_solution w
WHERE f.id = ANY(%(failed)s::bigint[]) AND w.id = f.solution_id AND w.agency_id = f.agency_id AND w.purpose <> ''
    AND f.corrects IS NULL AND t.agency_id = f.agency_id AND t.booking_id = f.booking_id AND t.id <> f.id
    AND t.state = 'skipped' AND t.reason IN ('duplicate', 'replaced')
    AND (t.deadline IS NULL OR t.deadline > %(now)s::timestamptz)
    AND s.id = t.solution_id AND s.agency_id = t.agency_id AND s.is_active AND s.deleted_at IS NULL
    AND ((s.purpose = w.purpose AND t.occurrence = f.occurrence)
         OR (s.is_system AND NOT w.is_system AND split_part(s.purpose, '@', 1) = w.purpose))
