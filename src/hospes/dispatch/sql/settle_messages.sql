-- Bring messages to the state that their receipts call for.
-- params: agency_id bigint, ids bigint[], states text[], reasons text[], now timestamptz
UPDATE dispatch_message m
SET state = s.state, reason = s.reason, sent_at = coalesce(m.sent_at, %(now)s::timestamptz),
    delivered_at = CASE WHEN s.state = 'delivered' THEN coalesce(m.delivered_at, %(now)s::timestamptz) END,
    lease_until = NULL, changed_at = %(now)s::timestamptz
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[]) AS s (id, state, reason)
WHERE m.agency_id = %(agency_id)s::bigint AND m.id = s.id AND m.id = ANY(%(ids)s::bigint[])
    AND m.state IN ('sending', 'uncertain', 'sent', 'delivered', 'undelivered')
    AND (m.state, m.reason) IS DISTINCT FROM (s.state, s.reason)
RETURNING m.id, m.state
