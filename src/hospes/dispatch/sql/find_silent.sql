-- Messages that were sent and that nobody has acknowledged within the time-out of their chain, while it is of use.
-- Their bookings are locked with them: nobody may cancel one while the next channel's message is made.
-- params: now timestamptz, most integer
SELECT m.id
FROM dispatch_message m
JOIN bookings_booking told ON told.id = m.booking_id AND told.agency_id = m.agency_id
WHERE m.channel = 'viber' AND m.state = 'sent' AND NOT m.chain = '[]' AND m.provider <> 'outbox'
    AND m.sent_at <= %(now)s - (m.payload ->> 'timeout')::integer * interval '1 second'
    AND (m.deadline IS NULL OR m.deadline > %(now)s) AND
-- include: still_wanted
ORDER BY m.sent_at
LIMIT %(most)s
FOR UPDATE OF m SKIP LOCKED
FOR NO KEY UPDATE OF told SKIP LOCKED
