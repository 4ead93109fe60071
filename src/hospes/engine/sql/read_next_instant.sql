-- Read when something happens next to an agency by itself: a task is due, or a message may leave.
-- params: agency bigint, now timestamptz
SELECT least(
    (SELECT min(due_at) FROM planning_task
     WHERE agency_id = %(agency)s AND state = 'planned' AND due_at > %(now)s::timestamptz),
    (SELECT min(send_at) FROM dispatch_message
     WHERE agency_id = %(agency)s AND state = 'queued' AND send_at > %(now)s::timestamptz))
