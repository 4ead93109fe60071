-- Give back claimed messages that were not marked, so that they need not wait for the end of their lease.
-- params: token uuid, ids bigint[]
UPDATE dispatch_message
SET token = NULL, lease_until = NULL
WHERE id = ANY(%(ids)s::bigint[]) AND token = %(token)s::uuid AND state = 'queued'
