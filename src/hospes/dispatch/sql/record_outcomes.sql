-- Give messages on the wire (or nobody knows where) the state that their outcome calls for, if the token is ours.
-- params: ids bigint[], tokens uuid[], states text[], reasons text[], send_at timestamptz[], provider_ids text[], repeats smallint[], lookups smallint[], now timestamptz
UPDATE dispatch_message m
SET state = o.state, reason = o.reason, send_at = coalesce(o.send_at, m.send_at),
    provider_id = coalesce(nullif(o.provider_id, ''), m.provider_id), repeats = o.repeats, lookups = o.lookups,
    sent_at = CASE WHEN o.state = 'sent' THEN %(now)s ELSE m.sent_at END,
    token = CASE WHEN o.state = 'queued' THEN NULL ELSE m.token END, lease_until = NULL,
    connection_id = CASE WHEN o.state = 'queued' AND o.repeats = 0 THEN NULL ELSE m.connection_id END,
    provider = CASE WHEN o.state = 'queued' AND o.repeats = 0 THEN '' ELSE m.provider END,
    changed_at = %(now)s
FROM unnest(
    %(ids)s::bigint[], %(tokens)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(send_at)s::timestamptz[],
    %(provider_ids)s::text[], %(repeats)s::smallint[], %(lookups)s::smallint[]
) AS o (id, token, state, reason, send_at, provider_id, repeats, lookups)
WHERE m.id = o.id AND m.id = ANY(%(ids)s::bigint[]) AND m.token = o.token AND m.state IN ('sending', 'uncertain')
RETURNING m.id
