-- Tasks among those locked that may be executed now; the others expire, wait for a person or for the morning.
-- params: ids bigint[], now timestamptz
--
-- Quiet hours (S22) are read in the task's zone. What a person let go, and the answer to a booking within 10 minutes,
-- are exempt. Their end replaces the due instant, unless that is at or after the deadline.
WITH mine AS MATERIALIZED (
    SELECT *,
           CASE WHEN start < stop AND clock >= start AND clock < stop THEN hospes_instant(today + stop, zone)
                WHEN start > stop AND clock >= start THEN hospes_instant(tomorrow + stop, zone)
                WHEN start > stop AND clock < stop THEN hospes_instant(today + stop, zone)
           END AS quiet_end
    FROM (
        SELECT t.id, t.agency_id, t.solution_id, t.booking_id, t.occurrence, t.event_id, t.due_at, t.deadline,
               t.is_late, t.solution_version, t.planned_at, t.zone, s.position, s.recipe, s.purpose, s.mode,
               coalesce(t.details ? 'released_by', false) AS is_released,
               timezone(t.zone, %(now)s::timestamptz)::time AS clock,
               timezone(t.zone, %(now)s::timestamptz)::date AS today,
               timezone(t.zone, %(now)s::timestamptz)::date + 1 AS tomorrow,
               CASE s.quiet WHEN 'own' THEN s.quiet_from WHEN 'inherit' THEN a.quiet_from END AS start,
               CASE s.quiet WHEN 'own' THEN s.quiet_to WHEN 'inherit' THEN a.quiet_to END AS stop,
               s.anchor = 'booked' AND t.due_at <= b.booked_at + interval '10 minutes' AS is_answer
        FROM planning_task t
        JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
        JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
        JOIN agencies_agency a ON a.id = t.agency_id
        WHERE t.id = ANY (%(ids)s::bigint[]) AND t.state = 'planned' AND t.due_at <= %(now)s::timestamptz
    ) AS due
),
judged AS MATERIALIZED (
    SELECT *,
           CASE
               WHEN deadline <= %(now)s::timestamptz THEN 'deadline'
               WHEN due_at + CASE WHEN recipe = 'instructions' OR purpose = 'arrival_info' THEN interval '6 hours'
                                  ELSE interval '48 hours' END < %(now)s::timestamptz THEN 'stale'
               WHEN is_released THEN NULL
               WHEN mode = 'prepare' THEN 'prepared'
               WHEN quiet_end IS NULL OR is_answer THEN NULL
               WHEN quiet_end >= deadline THEN 'quiet'
               ELSE 'wait'
           END AS verdict
    FROM mine
),
ended AS (
    UPDATE planning_task t
    SET state = CASE j.verdict WHEN 'wait' THEN 'planned' WHEN 'quiet' THEN 'skipped' WHEN 'prepared' THEN 'held'
                               ELSE 'expired' END,
        reason = CASE j.verdict WHEN 'wait' THEN '' ELSE j.verdict END,
        due_at = CASE j.verdict WHEN 'wait' THEN j.quiet_end ELSE t.due_at END,
        changed_at = %(now)s::timestamptz
    FROM judged j
    WHERE t.id = j.id AND t.agency_id = j.agency_id AND j.verdict IS NOT NULL
)
SELECT id, agency_id, solution_id, booking_id, occurrence, event_id, due_at, deadline, is_late, solution_version
FROM judged
WHERE verdict IS NULL
ORDER BY due_at, planned_at, position, id
