-- Queue once more the critical e-mails of which nobody knows anything ten minutes after (S27); same Message-ID.
-- params: now timestamptz
UPDATE dispatch_message
SET state = 'queued', reason = 'repeated', repeats = repeats + 1, send_at = %(now)s, token = NULL, lease_until = NULL,
    changed_at = %(now)s
WHERE state = 'uncertain' AND is_critical AND channel = 'email' AND reason = 'unproven' AND repeats = 0
    AND send_at <= %(now)s AND (deadline IS NULL OR deadline > %(now)s)
RETURNING id
