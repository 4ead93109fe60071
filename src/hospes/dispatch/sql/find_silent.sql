-- Messages that were sent and that nobody has acknowledged within the time-out of their chain, while it is of use.
-- params: now timestamptz, most integer
SELECT id
FROM dispatch_message m
WHERE channel = 'viber' AND state = 'sent' AND NOT chain = '[]' AND provider <> 'outbox'
    AND sent_at <= %(now)s - (payload ->> 'timeout')::integer * interval '1 second'
    AND (deadline IS NULL OR deadline > %(now)s) AND
-- include: still_wanted
ORDER BY sent_at
LIMIT %(most)s
FOR UPDATE SKIP LOCKED
