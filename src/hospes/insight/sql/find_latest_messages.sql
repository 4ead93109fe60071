-- Find one page of an agency's messages in these states, the latest ones first.
-- params: agency bigint, states text[], channel text, solution bigint, bookings bigint[], since timestamptz, until timestamptz, after_at timestamptz, after_id bigint, most int
SELECT found.id
FROM unnest(%(states)s::text[]) AS wanted (state)
CROSS JOIN LATERAL (
    SELECT m.id, m.queued_at
    FROM dispatch_message m
    WHERE m.agency_id = %(agency)s AND m.state = wanted.state
      AND (%(channel)s::text IS NULL OR m.channel = %(channel)s::text)
      AND (%(solution)s::bigint IS NULL OR m.solution_id = %(solution)s::bigint)
      AND (%(bookings)s::bigint[] IS NULL OR m.booking_id = ANY (%(bookings)s::bigint[]))
      AND (%(since)s::timestamptz IS NULL OR m.queued_at >= %(since)s::timestamptz)
      AND (%(until)s::timestamptz IS NULL OR m.queued_at < %(until)s::timestamptz)
      AND (%(after_at)s::timestamptz IS NULL
           OR (m.queued_at, m.id) < (%(after_at)s::timestamptz, %(after_id)s::bigint))
    ORDER BY m.queued_at DESC, m.id DESC
    LIMIT %(most)s
) AS found
ORDER BY found.queued_at DESC, found.id DESC
LIMIT %(most)s
