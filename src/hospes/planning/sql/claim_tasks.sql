-- Tasks among those locked that may be executed now; the others expire, wait for a person, or for a better moment.
-- params: ids bigint[], now timestamptz, zones jsonb
--
-- `journey` is the order of a booking's messages: by the rule's instant, what lies before the booking was made counting
-- as then but after what follows from the booking itself, then as the agency has ordered its solutions.
WITH quiet AS MATERIALIZED (
-- include: find_quiet_hours
),
audiences AS MATERIALIZED (
    SELECT agency_id, solution_id, bool_or(role IN ('guest', 'client')) AS tells_guest,
           array_agg(DISTINCT concat_ws(' ', role, target, chain::text, cc::text, bcc::text)) AS audience
    FROM planning_notification
    WHERE (agency_id, solution_id) IN (SELECT agency_id, solution_id FROM planning_task
                                       WHERE id = ANY (%(ids)s::bigint[]))
    GROUP BY agency_id, solution_id
),
mine AS MATERIALIZED (
    SELECT q.id, q.agency_id, q.solution_id, q.booking_id, q.occurrence, q.event_id, q.due_at, q.deadline, q.is_late,
           q.solution_version, q.planned_at, s.mode, b.guest_id, n.audience,
           row_number() OVER (
               ORDER BY greatest(q.planned_at, b.booked_at), q.planned_at < b.booked_at, s.position, q.id) AS journey,
           s.recipe = 'instructions' OR s.purpose = 'arrival_info' AS is_instruction,
           s.is_critical OR s.recipe IN ('instructions', 'pending_payment') AS is_critical,
           s.kind = 'marketing' AS is_marketing, q.is_late AND s.late = 'bundle' AND s.action = '' AS may_join,
           coalesce(q.details ? 'released_by', false) AS is_released,
           -- What a person let go and what is only tried (S34) keeps no distance and is not counted.
           NOT (coalesce(q.details ? 'released_by', false) OR s.is_sandbox OR a.is_sandbox) AS is_counted,
           coalesce(n.tells_guest, false) AS tells_guest,
           q.clock_zone AS zone, q.quiet_from, q.quiet_to, q.today, q.quiet_start, q.quiet_end
    FROM quiet q
    JOIN planning_solution s ON s.id = q.solution_id AND s.agency_id + 0 = q.agency_id
    JOIN bookings_booking b ON b.id = q.booking_id AND b.agency_id + 0 = q.agency_id
    JOIN agencies_agency a ON a.id = q.agency_id
    LEFT JOIN audiences n ON n.agency_id = q.agency_id AND n.solution_id = q.solution_id
    WHERE q.state = 'planned' AND q.due_at <= %(now)s::timestamptz
),
-- What becomes of each by itself. One that was put before quiet hours goes while they are still ahead; if nothing
-- forces it any more, it waits for its instant (S7).
judged AS (
    SELECT *,
           CASE
               WHEN deadline <= %(now)s::timestamptz THEN 'deadline'
               WHEN due_at + CASE WHEN is_instruction THEN interval '6 hours' ELSE interval '48 hours' END
                    < %(now)s::timestamptz THEN 'stale'
               WHEN is_released THEN NULL
               WHEN mode = 'prepare' THEN 'prepared'
               WHEN planned_at > %(now)s::timestamptz THEN
                   CASE WHEN quiet_start <= planned_at AND quiet_end >= deadline
                        THEN CASE WHEN %(now)s::timestamptz < quiet_start THEN NULL
                                  WHEN is_critical THEN 'rule' ELSE 'quiet' END
                        ELSE 'rule' END
               WHEN quiet_start <= %(now)s::timestamptz AND quiet_end < coalesce(deadline, 'infinity') THEN 'wait'
               WHEN quiet_start <= %(now)s::timestamptz AND NOT is_critical THEN 'quiet'
           END AS verdict
    FROM mine
),
-- S9: late ones to the same recipients become one message; the first in the journey speaks for all.
joined AS (
    SELECT *,
           first_value(id) OVER side_by_side AS speaker, first_value(journey) OVER side_by_side AS place
    FROM judged
    WINDOW side_by_side AS (
        PARTITION BY booking_id, verdict, CASE WHEN may_join THEN NULL ELSE id END, is_marketing, is_counted, audience
        ORDER BY journey)
),
-- S21: one marketing message a local day and three a stay for one person, the others later or not at all.
capped AS (
    SELECT *, coalesce(verdict, CASE WHEN is_full OR (is_second AND next_day_at >= deadline) THEN 'capped'
                                     WHEN is_second THEN 'next_day' END) AS fate
    FROM (
        SELECT j.*, c.stay >= 3 AS is_full,
               c.today > 0 OR (c.person IS NOT NULL AND dense_rank() OVER (
                   PARTITION BY j.agency_id, c.person ORDER BY j.place) > 1) AS is_second,
               hospes_instant(c.next_day, j.zone) AS next_day_at
        FROM joined j
        LEFT JOIN LATERAL (
            SELECT coalesce(nullif(g.address_key, ''), g.id::text) AS person,
                   count(*) FILTER (WHERE gone.booking_id = j.booking_id) AS stay,
                   count(*) FILTER (WHERE timezone(j.zone, gone.executed_at)::date
                                          = timezone(j.zone, %(now)s::timestamptz)::date) AS today,
                   j.today + 1 + CASE WHEN j.quiet_from > j.quiet_to OR j.quiet_from = '00:00' THEN j.quiet_to
                                      ELSE '00:00' END AS next_day
            FROM bookings_person g
            LEFT JOIN LATERAL (
                SELECT t.booking_id, t.executed_at
                FROM bookings_booking b
                JOIN planning_task t ON t.agency_id = b.agency_id AND t.booking_id = b.id AND (t.state = 'done') IS TRUE
                JOIN planning_solution s ON s.agency_id + 0 = t.agency_id AND s.id = t.solution_id
                WHERE b.agency_id + 0 = g.agency_id AND s.kind = 'marketing' AND NOT s.is_sandbox
                  AND b.guest_id = ANY (ARRAY(
                      SELECT g.id
                      UNION SELECT same.id FROM bookings_person same
                      WHERE same.agency_id = g.agency_id AND same.address_key = g.address_key
                        AND g.address_key <> ''))
            ) AS gone ON true
            WHERE g.agency_id + 0 = j.agency_id AND g.id = j.guest_id
              AND j.is_marketing AND j.is_counted AND j.verdict IS NULL
            GROUP BY g.id, g.address_key
        ) AS c ON true
    ) AS counted
),
-- S21: messages of one booking to the guest at least two minutes apart, unless waiting would be too long.
spaced AS (
    SELECT *, CASE WHEN slot > %(now)s::timestamptz AND slot < min(latest) OVER (PARTITION BY speaker)
                   THEN 'spacing' ELSE fate END AS final
    FROM (
        SELECT c.*,
               coalesce(CASE WHEN c.quiet_end >= c.deadline THEN least(c.quiet_start, c.deadline) ELSE c.deadline END,
                        'infinity') AS latest,
               CASE WHEN c.is_counted AND c.tells_guest AND c.fate IS NULL AND c.planned_at <= %(now)s::timestamptz THEN
                   greatest(%(now)s::timestamptz, last.at + interval '2 minutes')
                   + interval '2 minutes' * (dense_rank() OVER (
                       PARTITION BY c.booking_id, c.is_counted AND c.tells_guest AND c.fate IS NULL
                                                  AND c.planned_at <= %(now)s::timestamptz
                       ORDER BY c.place) - 1)
               END AS slot
        FROM capped c
        LEFT JOIN LATERAL (
            SELECT max(t.executed_at) AS at
            FROM (SELECT solution_id, executed_at FROM planning_task
                  WHERE agency_id = c.agency_id AND booking_id = c.booking_id AND (state = 'done') IS TRUE
                    AND executed_at > %(now)s::timestamptz - interval '2 minutes' AND c.tells_guest OFFSET 0) AS t
            WHERE EXISTS (
                SELECT FROM planning_notification n
                JOIN planning_solution s ON s.id = n.solution_id AND NOT s.is_sandbox
                WHERE n.agency_id = c.agency_id AND n.solution_id = t.solution_id AND n.role IN ('guest', 'client'))
        ) AS last ON true
    ) AS slots
),
ended AS (
    UPDATE planning_task t
    SET state = CASE WHEN p.final IN ('wait', 'rule', 'next_day', 'spacing') THEN 'planned'
                     WHEN p.final IN ('quiet', 'capped') THEN 'skipped'
                     WHEN p.final = 'prepared' THEN 'held' ELSE 'expired' END,
        reason = CASE WHEN p.final IN ('wait', 'rule', 'next_day', 'spacing') THEN '' ELSE p.final END,
        due_at = CASE p.final WHEN 'wait' THEN p.quiet_end WHEN 'rule' THEN p.planned_at
                              WHEN 'next_day' THEN p.next_day_at WHEN 'spacing' THEN p.slot ELSE t.due_at END,
        details = CASE WHEN p.final IN ('wait', 'next_day', 'spacing')
                       THEN coalesce(t.details, '{}') || jsonb_build_object(
                           'waits', CASE p.final WHEN 'wait' THEN 'quiet' WHEN 'next_day' THEN 'cap' ELSE p.final END)
                       ELSE t.details END,
        changed_at = %(now)s::timestamptz
    FROM spaced p
    WHERE t.id = p.id AND t.agency_id + 0 = p.agency_id AND p.final IS NOT NULL
)
SELECT id, agency_id, solution_id, booking_id, occurrence, event_id, due_at, deadline, is_late, solution_version,
       nullif(speaker, id) AS bundle_of
FROM spaced
WHERE final IS NULL
ORDER BY place, journey
