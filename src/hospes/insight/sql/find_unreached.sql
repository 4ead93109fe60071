-- Find the bookings whose guests did not get a solution's message and are not going to, newest first.
-- params: agency bigint, solution bigint
--
-- Of several occurrences one that reached somebody or is planned counts, else the last. `reason` is the task's; where it
-- is done and nobody got anything, its message's. Without a task both are empty.
SELECT b.id, t.task_id, t.state, t.reason
FROM bookings_booking b
LEFT JOIN (
    SELECT DISTINCT ON (booking_id) booking_id, id AS task_id, occurrence, rank,
           CASE WHEN rank = 2 THEN 'unreached' ELSE state END AS state,
           CASE WHEN rank = 2 THEN message_reason ELSE reason END AS reason
    FROM (
        SELECT t.*, m.message_reason,
               CASE WHEN t.state = 'done' AND (m.messages IS NULL OR m.messages = 0 OR m.reached > 0) THEN 0
                    WHEN t.state IN ('planned', 'executing') THEN 1 WHEN t.state = 'done' THEN 2 ELSE 3 END AS rank
        FROM planning_task t
        LEFT JOIN LATERAL (
            SELECT count(*) AS messages, min(m.reason) AS message_reason,
                   count(*) FILTER (WHERE m.state IN ('queued', 'sending', 'sent', 'delivered', 'uncertain')) AS reached
            FROM dispatch_message m
            WHERE t.state = 'done' AND m.agency_id = t.agency_id AND m.task_id = t.id
        ) AS m ON true
        WHERE t.agency_id = %(agency)s AND t.solution_id = %(solution)s AND t.corrects IS NULL
    ) AS ranked
    ORDER BY booking_id, CASE WHEN rank < 2 THEN rank ELSE 2 END, occurrence DESC
) AS t ON t.booking_id = b.id
WHERE b.agency_id = %(agency)s AND (t.rank IS NULL OR t.rank >= 2)
ORDER BY b.id DESC
