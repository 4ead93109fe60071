-- Claim messages that wait in a lane, oldest first: they get a token and a lease and stay queued.
-- params: lane smallint, now timestamptz, most integer, lease interval, token uuid, agency_id bigint
WITH chosen AS (
    SELECT DISTINCT ON (agency_id, channel) agency_id, channel, id, provider
    FROM channels_connection
    WHERE is_active AND (paused_until IS NULL OR paused_until <= %(now)s)
    ORDER BY agency_id, channel, rank, id
), waiting AS (
    SELECT m.id, m.agency_id, coalesce(k.id, c.id) AS connection_id, m.send_at
    FROM dispatch_message m
    LEFT JOIN chosen c ON c.agency_id = m.agency_id AND c.channel = m.channel
    LEFT JOIN channels_connection k ON k.id = m.connection_id AND k.agency_id = m.agency_id
    WHERE m.state = 'queued' AND m.lane = %(lane)s AND m.send_at <= %(now)s AND m.provider <> 'outbox'
        AND (m.lease_until IS NULL OR m.lease_until < %(now)s)
        AND (m.deadline IS NULL OR m.deadline > %(now)s)
        AND (m.agency_id = %(agency_id)s::bigint OR %(agency_id)s::bigint IS NULL)
        AND CASE
            WHEN k.id IS NULL THEN c.provider <> 'outbox'
            ELSE k.is_active AND (k.paused_until IS NULL OR k.paused_until <= %(now)s)
        END
    ORDER BY m.send_at
    LIMIT %(most)s
    FOR UPDATE OF m SKIP LOCKED
)
UPDATE dispatch_message m
SET token = %(token)s::uuid, lease_until = %(now)s + %(lease)s
FROM waiting w, agencies_agency a
WHERE m.id = w.id AND m.agency_id = w.agency_id AND a.id = m.agency_id
RETURNING
    m.id, m.agency_id, w.connection_id, m.public_id, m.generation, m.channel, m.to_name, m.to_address, m.cc, m.bcc,
    m.subject, m.html, m.text, m.payload, m.kind, m.is_critical, m.deadline, m.queued_at, m.repeats, m.marked_at, m.attempts,
    coalesce(nullif(a.sender_name, ''), a.name) AS sender_name,
    coalesce(nullif(a.sender_email, ''), a.email) AS sender_email, a.reply_to, a.slug
