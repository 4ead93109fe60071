-- Deliver to the built-in outbox what goes nowhere else, in one statement.
-- params: now timestamptz, most integer, agency_id bigint
WITH chosen AS (
    SELECT DISTINCT ON (agency_id, channel) agency_id, channel, provider
    FROM channels_connection
    ORDER BY agency_id, channel, is_active DESC, rank, id
), waiting AS (
    SELECT m.id, m.agency_id
    FROM dispatch_message m
    LEFT JOIN chosen c ON c.agency_id = m.agency_id AND c.channel = m.channel
    WHERE m.state = 'queued' AND m.lane IN (0, 1, 2) AND m.send_at <= %(now)s
        AND (m.deadline IS NULL OR m.deadline > %(now)s)
        AND (m.provider = 'outbox' OR (m.connection_id IS NULL AND coalesce(c.provider, 'outbox') = 'outbox'))
        AND (m.agency_id = %(agency_id)s::bigint OR %(agency_id)s::bigint IS NULL)
    ORDER BY m.lane, m.send_at
    LIMIT %(most)s
    FOR UPDATE OF m SKIP LOCKED
)
UPDATE dispatch_message m
SET state = 'sent', reason = '', provider = 'outbox', attempts = attempts + 1, marked_at = %(now)s,
    sent_at = %(now)s, changed_at = %(now)s
FROM waiting w
WHERE m.id = w.id AND m.agency_id = w.agency_id
