-- Reserve the next free stretch of a connection with a rate limit, shared by all workers; returns its first instant.
-- params: connection_id bigint, now timestamptz, count integer
UPDATE channels_connection
SET spaced_until = greatest(spaced_until, %(now)s) + interval '1 second' * %(count)s / per_second
WHERE id = %(connection_id)s AND per_second > 0
RETURNING spaced_until - interval '1 second' * %(count)s / per_second
