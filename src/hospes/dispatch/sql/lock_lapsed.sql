-- Lock messages whose worker fell silent while they were on the wire.
-- params: now timestamptz, most integer
SELECT id, token, provider, channel, public_id, is_critical, deadline, queued_at, marked_at, attempts, repeats
FROM dispatch_message
WHERE state = 'sending' AND lease_until < %(now)s
ORDER BY lease_until
LIMIT %(most)s
FOR UPDATE SKIP LOCKED
