-- Mark claimed messages as on the wire, before their first byte leaves; what is no longer ours stays untouched.
-- The same call again, with the same instant, finds what it did before.
-- params: ids bigint[], token uuid, connection_id bigint, provider text, now timestamptz, lease interval
UPDATE dispatch_message
SET state = 'sending', reason = '', attempts = attempts + CASE state WHEN 'queued' THEN 1 ELSE 0 END, connection_id = %(connection_id)s,
    provider = %(provider)s, marked_at = CASE WHEN repeats > 0 THEN marked_at ELSE %(now)s END,
    lease_until = %(now)s + %(lease)s, changed_at = %(now)s
WHERE id = ANY(%(ids)s::bigint[]) AND token = %(token)s::uuid AND lease_until > %(now)s
    AND (state = 'queued' OR (state = 'sending' AND changed_at = %(now)s))
    AND (deadline IS NULL OR deadline > %(now)s)
RETURNING id, attempts
