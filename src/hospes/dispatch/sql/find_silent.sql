-- Messages that were sent and that nobody has acknowledged within the time-out of their chain.
-- params: now timestamptz, most integer
SELECT id
FROM dispatch_message
WHERE channel = 'viber' AND state = 'sent' AND NOT chain = '[]' AND provider <> 'outbox'
    AND sent_at <= %(now)s - (payload ->> 'timeout')::integer * interval '1 second'
ORDER BY sent_at
LIMIT %(most)s
FOR UPDATE SKIP LOCKED
