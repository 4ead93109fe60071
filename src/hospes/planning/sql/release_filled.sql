-- Plan tasks again that were held because a value was missing, now that their bookings have changed (S24).
-- params: agency bigint, bookings bigint[], now timestamptz
UPDATE planning_task t
SET state = 'planned', reason = '', due_at = greatest(t.due_at, %(now)s::timestamptz), changed_at = %(now)s::timestamptz
WHERE t.agency_id = %(agency)s::bigint AND t.booking_id = ANY (%(bookings)s::bigint[])
    AND t.state = 'held' AND t.reason = 'missing_field'
    AND (t.deadline IS NULL OR t.deadline > %(now)s::timestamptz)
