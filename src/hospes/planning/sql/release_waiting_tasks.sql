-- Plan tasks again that waited for their booking: a door code for the payment, a reminder for a payment in progress.
-- params: now timestamptz, agency bigint
--
-- A booking that somebody is changing is passed over: whoever changes it plans it again. The two hours are those of
-- is_paying in derive_wishes.
WITH free AS MATERIALIZED (
    SELECT t.id, t.agency_id
    FROM planning_task t
    JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
    JOIN agencies_agency a ON a.id = t.agency_id
    WHERE t.state = 'held' AND t.reason IN ('secret_not_due', 'paying')
        AND (t.agency_id = %(agency)s::bigint OR %(agency)s::bigint IS NULL)
        AND (t.deadline IS NULL OR t.deadline > %(now)s::timestamptz)
        AND CASE t.reason
            WHEN 'paying' THEN b.paying_since IS NULL OR b.paying_since <= %(now)s::timestamptz - interval '2 hours'
            ELSE t.details ->> 'waits_for' IN ('status', 'payment') AND b.status IN ('confirmed', 'completed')
                AND (b.paid >= b.total OR NOT a.secrets_need_payment) END
    FOR UPDATE OF t SKIP LOCKED
    FOR NO KEY UPDATE OF b SKIP LOCKED
)
UPDATE planning_task t
SET state = 'planned', reason = '', due_at = greatest(t.due_at, %(now)s::timestamptz), changed_at = %(now)s::timestamptz
FROM free f
WHERE t.id = f.id AND t.agency_id = f.agency_id
