-- Let tasks go now that wait for their distance to a message of the same booking that has not come about (S21).
-- params: ended bigint[], now timestamptz
--
-- They are judged again: what has really been said still keeps them waiting.
UPDATE planning_task t
SET due_at = %(now)s::timestamptz
FROM planning_task e
WHERE e.id = ANY (%(ended)s::bigint[]) AND t.agency_id = e.agency_id AND t.booking_id = e.booking_id
    AND t.state = 'planned' AND t.due_at > %(now)s::timestamptz AND t.planned_at <= %(now)s::timestamptz
    AND t.details ->> 'waits' = 'spacing' AND NOT t.is_pinned
