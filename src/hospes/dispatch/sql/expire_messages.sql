-- End what still waits at its deadline: nothing goes at or after it (S10).
-- params: now timestamptz
UPDATE dispatch_message
SET state = 'undeliverable', reason = 'deadline', token = NULL, lease_until = NULL, changed_at = %(now)s
WHERE state = 'queued' AND deadline <= %(now)s AND (lease_until IS NULL OR lease_until < %(now)s)
RETURNING id
