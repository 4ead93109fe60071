-- The instant at which the next message of a lane may be claimed.
-- params: lane smallint, now timestamptz
SELECT min(greatest(m.send_at, m.lease_until, k.paused_until))
FROM (
    SELECT agency_id, channel, connection_id, send_at, lease_until, provider
    FROM dispatch_message
    WHERE state = 'queued' AND lane = %(lane)s AND (deadline IS NULL OR deadline > %(now)s)
    ORDER BY send_at
    LIMIT 5000
) AS m
LEFT JOIN LATERAL (
    SELECT c.id, c.paused_until, c.is_active
    FROM channels_connection c
    WHERE c.agency_id = m.agency_id AND c.channel = m.channel AND m.provider <> 'outbox'
        AND (m.connection_id IS NULL OR c.id = m.connection_id)
    ORDER BY c.is_active DESC, c.paused_until NULLS FIRST
    LIMIT 1
) AS k ON true
WHERE k.id IS NULL OR k.is_active
