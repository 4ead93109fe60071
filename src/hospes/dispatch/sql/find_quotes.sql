-- What messages quoted of bookings that are still ahead or running: for corrections, oldest first.
-- params: agency_ids bigint[], booking_ids bigint[], now timestamptz
--
-- Nothing where no solution of the agency wants corrections. Tests quoted nothing. `is_said_anew`: the same solution is
-- going to say it once more because the booking was moved (S12). `tells_dates`: somebody is going to be told of the move.
SELECT m.id, m.booking_id, m.solution_id, m.notification, m.role, m.person_id, m.to_address, m.channel, m.language,
       m.quoted, m.deadline,
       CASE WHEN s.deleted_at IS NULL THEN coalesce(s.corrections, 'none') ELSE 'none' END AS corrections,
       t.details -> 'seen' ->> 'total' AS total,
       EXISTS (
           SELECT FROM planning_task r
           WHERE r.agency_id = m.agency_id AND r.booking_id = m.booking_id AND r.solution_id = m.solution_id
               AND r.occurrence > greatest(t.occurrence, s.repeat_times, 1) AND r.corrects IS NULL
               AND r.state IN ('planned', 'held', 'executing')) AS is_said_anew,
       EXISTS (
           SELECT FROM planning_task r
           JOIN planning_solution v ON v.id = r.solution_id AND v.agency_id = r.agency_id AND v.event_kind = 'moved'
           JOIN planning_notification n ON n.solution_id = v.id AND n.agency_id = v.agency_id
           WHERE r.agency_id = m.agency_id AND r.booking_id = m.booking_id AND r.corrects IS NULL
               AND r.state IN ('planned', 'held', 'executing')
               AND (n.role = m.role OR (n.role IN ('guest', 'client') AND m.role IN ('guest', 'client')))) AS tells_dates
FROM dispatch_message m
JOIN bookings_booking b ON b.id = m.booking_id AND b.agency_id = m.agency_id
LEFT JOIN planning_solution s ON s.id = m.solution_id AND s.agency_id = m.agency_id
LEFT JOIN planning_task t ON t.id = m.task_id AND t.agency_id = m.agency_id
WHERE m.agency_id = ANY (%(agency_ids)s::bigint[]) AND m.booking_id = ANY (%(booking_ids)s::bigint[])
    AND m.quoted IS NOT NULL AND NOT m.is_test
    AND m.state IN ('queued', 'sending', 'sent', 'delivered', 'uncertain')
    AND b.departure >= %(now)s::timestamptz::date - 1
    AND EXISTS (SELECT FROM planning_solution c
                WHERE c.agency_id = m.agency_id AND c.corrections <> 'none' AND c.deleted_at IS NULL)
ORDER BY m.id
