-- Tasks of some bookings that have just ended, while another one stood back for the sake of their purpose (S19).
-- params: bookings bigint[], now timestamptz
--
-- Who stood back himself has left nobody alone.
SELECT f.id
FROM planning_task f
WHERE f.booking_id = ANY(%(bookings)s::bigint[]) AND f.changed_at = %(now)s::timestamptz
    AND f.state IN ('skipped', 'expired', 'withdrawn', 'failed') AND f.reason NOT IN ('duplicate', 'replaced')
    AND EXISTS (
        SELECT FROM planning_task t
        WHERE t.agency_id = f.agency_id AND t.booking_id = f.booking_id AND t.state = 'skipped'
            AND t.reason IN ('duplicate', 'replaced'))
