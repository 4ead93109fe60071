-- Keep what a living worker still holds.
-- params: token uuid, ids bigint[], now timestamptz, lease interval
UPDATE dispatch_message
SET lease_until = %(now)s + %(lease)s
WHERE id = ANY(%(ids)s::bigint[]) AND token = %(token)s::uuid AND state IN ('queued', 'sending') AND lease_until IS NOT NULL
