-- Pause a connection after trouble of its own, longer each time, or take the pause away after a success.
-- params: connection_id bigint, now timestamptz, works boolean, wait interval
UPDATE channels_connection
SET failures = CASE WHEN %(works)s THEN 0 ELSE least(failures + 1, 10) END,
    paused_until = CASE
        WHEN %(works)s THEN NULL
        ELSE %(now)s + coalesce(%(wait)s, least(interval '15 seconds' * power(2, failures), interval '5 minutes'))
    END
WHERE id = %(connection_id)s AND (failures > 0 OR NOT %(works)s)
RETURNING paused_until
