-- Tasks just planned for some bookings whose deadline follows within a day.
-- params: agency bigint, bookings bigint[], now timestamptz
SELECT id
FROM planning_task
WHERE agency_id = %(agency)s AND booking_id = ANY (%(bookings)s::bigint[]) AND (state = 'planned') IS TRUE
  AND changed_at = %(now)s::timestamptz AND due_at > %(now)s::timestamptz AND NOT is_pinned
  AND (due_at < planned_at OR deadline <= due_at + interval '1 day')
