-- Plan tasks again that were held for a payment which has not ended in two hours.
-- params: now timestamptz, agency bigint
--
-- A booking that somebody is changing is passed over: whoever changes it plans it again. The two hours are those of
-- is_paying in derive_wishes.
WITH left_alone AS MATERIALIZED (
    SELECT t.id, t.agency_id
    FROM planning_task t
    JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
    WHERE t.state = 'held' AND t.reason = 'paying'
        AND (t.agency_id = %(agency)s::bigint OR %(agency)s::bigint IS NULL)
        AND (t.deadline IS NULL OR t.deadline > %(now)s::timestamptz)
        AND (b.paying_since IS NULL OR b.paying_since <= %(now)s::timestamptz - interval '2 hours')
    FOR UPDATE OF t SKIP LOCKED
    FOR NO KEY UPDATE OF b SKIP LOCKED
)
UPDATE planning_task t
SET state = 'planned', reason = '', due_at = greatest(t.due_at, %(now)s::timestamptz), changed_at = %(now)s::timestamptz
FROM left_alone l
WHERE t.id = l.id AND t.agency_id = l.agency_id
