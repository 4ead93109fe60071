-- Find one page of an agency's tasks in these states, the next ones first.
-- params: agency bigint, states text[], solution bigint, bookings bigint[], since timestamptz, until timestamptz, after_at timestamptz, after_id bigint, most int
SELECT found.id
FROM unnest(%(states)s::text[]) AS wanted (state)
CROSS JOIN LATERAL (
    SELECT t.id, t.due_at
    FROM planning_task t
    WHERE t.agency_id = %(agency)s AND t.state = wanted.state
      AND (%(solution)s::bigint IS NULL OR t.solution_id = %(solution)s::bigint)
      AND (%(bookings)s::bigint[] IS NULL OR t.booking_id = ANY (%(bookings)s::bigint[]))
      AND (%(since)s::timestamptz IS NULL OR t.due_at >= %(since)s::timestamptz)
      AND (%(until)s::timestamptz IS NULL OR t.due_at < %(until)s::timestamptz)
      AND (%(after_at)s::timestamptz IS NULL
           OR (t.due_at, t.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
    ORDER BY t.due_at, t.id
    LIMIT %(most)s
) AS found
ORDER BY found.due_at, found.id
LIMIT %(most)s
