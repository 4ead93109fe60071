-- Lines of done tasks that reached nobody, although there is still time, with the addresses that were tried; none of
-- solutions that do not want the booking any more.
-- params: agency bigint, bookings bigint[], now timestamptz
SELECT m.task_id, m.solution_id, m.notification, m.role, array_agg(lower(m.to_address)) AS tried
FROM dispatch_message m
WHERE m.agency_id = %(agency)s AND m.booking_id = ANY(%(bookings)s::bigint[]) AND m.task_id IS NOT NULL AND NOT m.is_test
    AND
-- include: still_wanted
GROUP BY m.task_id, m.solution_id, m.notification, m.role
HAVING bool_and(m.state IN ('undeliverable', 'undelivered') AND m.reason <> 'deadline')
    AND bool_and(m.deadline IS NULL OR m.deadline > %(now)s::timestamptz)
