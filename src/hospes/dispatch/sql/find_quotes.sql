-- What messages quoted of bookings that are still ahead or running: for corrections, oldest first.
-- params: agency_ids bigint[], booking_ids bigint[], now timestamptz
--
-- Nothing where no solution of the agency wants corrections. Tests quoted nothing. `is_said_anew`: the same solution is
-- going to say it once more because the booking was moved (S12). `tells_dates`: somebody is going to be told of the move.
WITH wanting AS MATERIALIZED (
    SELECT DISTINCT agency_id FROM planning_solution
    WHERE agency_id = ANY (%(agency_ids)s::bigint[]) AND corrections <> 'none' AND deleted_at IS NULL
)
SELECT m.id, m.booking_id, m.solution_id, m.notification, m.role, m.person_id, m.to_address, m.channel, m.language,
       m.quoted, m.deadline,
       CASE WHEN s.deleted_at IS NULL THEN coalesce(s.corrections, 'none') ELSE 'none' END AS corrections,
       t.total, coalesce(open.is_said_anew, false) AS is_said_anew, coalesce(open.tells_dates, false) AS tells_dates
FROM wanting w
CROSS JOIN unnest(%(booking_ids)s::bigint[]) AS given (id)
CROSS JOIN LATERAL (
    SELECT b.id FROM bookings_booking b
    WHERE b.id = given.id AND b.agency_id + 0 = w.agency_id
        AND b.departure >= %(now)s::timestamptz::date - 1 OFFSET 0) AS b
CROSS JOIN LATERAL (
    SELECT * FROM dispatch_message m
    WHERE m.agency_id = w.agency_id AND m.booking_id = b.id AND m.quoted IS NOT NULL AND NOT m.is_test
        AND m.state IN ('queued', 'sending', 'sent', 'delivered', 'uncertain') OFFSET 0) AS m
LEFT JOIN LATERAL (
    SELECT * FROM planning_solution s
    WHERE s.id = m.solution_id AND s.agency_id + 0 = m.agency_id OFFSET 0) AS s ON true
LEFT JOIN LATERAL (
    SELECT t.occurrence, t.details -> 'seen' ->> 'total' AS total FROM planning_task t
    WHERE t.id = m.task_id AND t.agency_id + 0 = m.agency_id OFFSET 0) AS t ON true
LEFT JOIN LATERAL (
    SELECT bool_or(r.solution_id = m.solution_id AND r.occurrence > greatest(t.occurrence, s.repeat_times, 1))
               AS is_said_anew,
           bool_or(EXISTS (
               SELECT FROM planning_solution v
               JOIN planning_notification n ON n.solution_id = v.id AND n.agency_id = v.agency_id
               WHERE v.id = r.solution_id AND v.agency_id + 0 = m.agency_id AND v.event_kind = 'moved'
                   AND (n.role = m.role OR (n.role IN ('guest', 'client') AND m.role IN ('guest', 'client')))))
               AS tells_dates
    FROM (SELECT solution_id, occurrence FROM planning_task
          WHERE agency_id + 0 = m.agency_id AND booking_id = m.booking_id AND corrects IS NULL
              AND state IN ('planned', 'held', 'executing') OFFSET 0) AS r
) AS open ON true
ORDER BY m.id
