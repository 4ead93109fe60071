-- Write corrections: withdraw the needless ones, change open ones, add new ones behind occurrence 10,000.
-- params: agency bigint, wanted json, needless bigint[], now timestamptz, settling interval
WITH wanted AS MATERIALIZED (
    SELECT w.*, CASE WHEN w.is_prepared THEN 'held' ELSE 'planned' END AS state,
           CASE WHEN w.is_prepared THEN %(now)s::timestamptz
                ELSE %(now)s::timestamptz + %(settling)s::interval END AS due_at
    FROM json_to_recordset(%(wanted)s::json) AS w (
        booking_id bigint, solution_id bigint, corrects bigint, is_prepared boolean, deadline timestamptz,
        details jsonb, task_id bigint)
),
withdrawn AS (
    UPDATE planning_task
    SET state = 'withdrawn', reason = 'moved_back', changed_at = %(now)s::timestamptz
    WHERE agency_id = %(agency)s::bigint AND id = ANY (%(needless)s::bigint[]) AND state IN ('planned', 'held')
    RETURNING id
),
changed AS (
    UPDATE planning_task t
    SET details = coalesce(t.details, '{}') || w.details, deadline = w.deadline,
        state = CASE WHEN t.state = 'planned' AND coalesce(t.details ? 'released_by', false) THEN t.state
                     WHEN t.state = 'held' THEN t.state ELSE w.state END,
        reason = CASE WHEN t.state = 'planned' AND coalesce(t.details ? 'released_by', false) THEN t.reason
                      WHEN t.state = 'held' THEN t.reason
                      WHEN w.is_prepared THEN 'prepared' ELSE '' END,
        planned_at = CASE WHEN t.state = 'planned' AND NOT coalesce(t.details ? 'released_by', false) THEN w.due_at ELSE t.planned_at END,
        due_at = CASE WHEN t.state = 'planned' AND NOT coalesce(t.details ? 'released_by', false) THEN w.due_at ELSE t.due_at END,
        changed_at = %(now)s::timestamptz
    FROM wanted w
    WHERE t.agency_id = %(agency)s::bigint AND t.id = w.task_id
    RETURNING t.id
),
added AS (
    INSERT INTO planning_task (
        agency_id, solution_id, booking_id, occurrence, state, reason, planned_at, due_at, deadline, eligible_at,
        zone, is_late, is_pinned, solution_version, details, corrects, changed_at)
    SELECT %(agency)s::bigint, w.solution_id, w.booking_id,
           greatest(10000, (SELECT max(t.occurrence) FROM planning_task t
                            WHERE t.agency_id = %(agency)s::bigint AND t.booking_id = w.booking_id
                              AND t.solution_id = w.solution_id))
           + row_number() OVER (PARTITION BY w.booking_id, w.solution_id ORDER BY w.corrects),
           w.state, CASE WHEN w.is_prepared THEN 'prepared' ELSE '' END, w.due_at, w.due_at, w.deadline,
           %(now)s::timestamptz, a.timezone, false, false, s.version, w.details,
           w.corrects, %(now)s::timestamptz
    FROM wanted w
    JOIN planning_solution s ON s.agency_id = %(agency)s::bigint AND s.id = w.solution_id
    JOIN agencies_agency a ON a.id = s.agency_id
    WHERE w.task_id IS NULL
    RETURNING id
)
SELECT (SELECT count(*) FROM withdrawn) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM added)
