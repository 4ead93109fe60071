-- Messages nobody knows of, of providers that can be asked, when it is time to ask (again).
-- params: now timestamptz, most integer
SELECT id, token, public_id, generation, connection_id, deadline, repeats, lookups
FROM dispatch_message
WHERE state = 'uncertain' AND reason = 'looking_up' AND send_at <= %(now)s
ORDER BY send_at
LIMIT %(most)s
