-- Bring the tasks of some bookings to what the solutions want of them now; write only what differs.
-- params: agency bigint, bookings bigint[], solutions bigint[], now timestamptz, edited boolean
-- params: switched_on_at timestamptz, zones jsonb
--
-- solutions: NULL is all. edited: a person changed them, nothing past is caught up (S15). switched_on_at: instead of
-- the solutions' own (NULL: theirs). zones: country → its only zone.
WITH
-- include: gather_facts
,
-- include: derive_wishes
,
-- Pairs that are hindered or lack an anchor stay as a mark that they are eligible.
wished AS MATERIALIZED (
    SELECT booking_id, solution_id, CASE WHEN anchor_at IS NOT NULL AND hindrance IS NULL THEN occurrence END AS occurrence,
           hindrance, event_id, version, planned_at, due_at, deadline, wish_zone AS zone,
           anchor_local::date AS anchor_on, is_late, is_paying, %(now)s::timestamptz + grace AS soonest, reason, state
    FROM decided
),
existing AS (
    SELECT booking_id, solution_id, occurrence, event_id, state, reason, planned_at, due_at, deadline, eligible_at,
           zone, anchor_on, is_late, is_pinned, solution_version, corrects,
           state IN ('planned', 'held') AS is_open
    FROM planning_task
    WHERE agency_id + 0 = %(agency)s AND booking_id = ANY (%(bookings)s::bigint[])
      AND (%(solutions)s::bigint[] IS NULL OR solution_id = ANY (%(solutions)s::bigint[]))
),
-- What is there beside what is wished. `keeps`: P is the same, so only V and the version may follow. `turns`: a payment
-- has begun or ended (S29), so the task is held or let go again. `old_due_at`: what was put off while the booking had other
-- dates (a code waits for the week before the arrival) is looked at again.
compared AS (
    SELECT coalesce(w.booking_id, t.booking_id) AS booking_id, coalesce(w.solution_id, t.solution_id) AS solution_id,
           coalesce(w.occurrence, t.occurrence) AS occurrence, w.event_id, w.version, w.state AS fresh_state,
           w.reason AS fresh_reason, w.planned_at, w.due_at AS fresh_due_at, w.deadline, w.zone, w.anchor_on, w.is_late,
           w.is_paying, w.soonest, t.state AS old_state, t.reason AS old_reason, t.planned_at AS old_planned_at,
           CASE WHEN NOT t.is_pinned AND t.planned_at = w.planned_at AND t.due_at > w.due_at
                     AND t.deadline IS DISTINCT FROM w.deadline
                THEN w.due_at ELSE t.due_at END AS old_due_at,
           t.deadline AS old_deadline, t.eligible_at AS old_eligible_at, t.zone AS old_zone,
           t.anchor_on AS old_anchor_on, t.is_late AS old_is_late, t.is_pinned, t.solution_version AS old_version,
           t.is_open, t.event_id AS old_event_id, t.corrects, w.occurrence IS NULL AS is_unwished,
           CASE WHEN t.is_open THEN t.planned_at = w.planned_at WHEN t.state IN ('skipped', 'expired')
                THEN t.planned_at = w.planned_at AND t.deadline IS NOT DISTINCT FROM w.deadline ELSE false END AS keeps,
           t.is_open AND CASE WHEN w.is_paying THEN t.state = 'planned' ELSE t.reason = 'paying' END AS turns
    FROM existing t
    FULL JOIN (SELECT * FROM wished WHERE occurrence IS NOT NULL) AS w
      ON w.booking_id = t.booking_id AND w.solution_id = t.solution_id AND w.occurrence = t.occurrence
),
changes AS (
    SELECT *,
           CASE
               WHEN is_unwished THEN 'withdrawn'
               WHEN keeps AND is_open AND old_due_at >= deadline THEN 'expired'
               WHEN turns AND (keeps OR (is_pinned AND stays_pinned))
               THEN CASE WHEN turned_due_at >= deadline THEN 'expired' WHEN is_paying THEN 'held' ELSE 'planned' END
               WHEN keeps THEN old_state
               WHEN old_state = 'withdrawn' AND old_reason = 'off' AND is_late THEN 'expired'
               WHEN is_open AND is_pinned AND stays_pinned
               THEN CASE WHEN old_due_at >= deadline THEN 'expired' ELSE old_state END
               WHEN old_state = 'held' AND old_reason = 'by_person' AND fresh_reason IN ('', 'paying') THEN 'held'
               ELSE fresh_state
           END AS state,
           CASE
               WHEN is_unwished THEN CASE
                   WHEN corrects IS NOT NULL THEN 'cancelled'
                   WHEN NOT EXISTS (SELECT FROM planning_solution s
                                    WHERE s.agency_id = %(agency)s AND s.id = solution_id AND s.is_active
                                      AND s.deleted_at IS NULL) THEN 'off'
                   WHEN (booking_id, solution_id) IN (SELECT w.booking_id, w.solution_id FROM wished w
                                                      WHERE w.hindrance = 'stitched') THEN 'stitched'
                   WHEN (booking_id, solution_id) IN (SELECT w.booking_id, w.solution_id FROM wished w
                                                      WHERE w.hindrance = 'opted_out') THEN 'opted_out'
                   WHEN (booking_id, solution_id) IN (SELECT w.booking_id, w.solution_id FROM wished w)
                   THEN 'moved_back'
                   WHEN (SELECT b.status FROM bookings_booking b
                         WHERE b.id = verdict.booking_id AND b.agency_id + 0 = %(agency)s)
                        IN ('cancelled', 'rejected') THEN 'cancelled'
                   ELSE 'conditions' END
               WHEN keeps AND is_open AND old_due_at >= deadline THEN 'deadline'
               WHEN turns AND (keeps OR (is_pinned AND stays_pinned))
               THEN CASE WHEN turned_due_at >= deadline THEN 'deadline' WHEN is_paying THEN 'paying' ELSE '' END
               WHEN keeps THEN old_reason
               WHEN old_state = 'withdrawn' AND old_reason = 'off' AND is_late THEN 'off'
               WHEN is_open AND is_pinned AND stays_pinned
               THEN CASE WHEN old_due_at >= deadline THEN 'deadline' ELSE old_reason END
               WHEN old_state = 'held' AND old_reason = 'by_person' AND fresh_reason IN ('', 'paying') THEN 'by_person'
               ELSE fresh_reason
           END AS reason
    FROM (
        SELECT *, fresh_state = 'planned' OR fresh_reason IN ('late', 'superseded', 'edit', 'existing', 'paying')
                  AS stays_pinned,
               CASE WHEN is_paying THEN old_due_at ELSE greatest(old_due_at, soonest) END AS turned_due_at
        FROM compared
    ) AS verdict
    WHERE old_state IS NULL
       OR (is_unwished AND is_open
           -- A correction is nobody's wish; it goes away only with its booking.
           AND (corrects IS NULL
                OR (SELECT b.status FROM bookings_booking b
                    WHERE b.id = verdict.booking_id AND b.agency_id + 0 = %(agency)s) IN ('cancelled', 'rejected')))
       OR (NOT is_unwished AND old_state NOT IN ('done', 'executing', 'failed')
           AND (old_state, old_reason) <> ('skipped', 'by_person')
           AND (NOT keeps OR deadline IS DISTINCT FROM old_deadline OR anchor_on IS DISTINCT FROM old_anchor_on
                OR turns OR (is_open AND (version <> old_version OR old_due_at >= deadline))))
),
written AS (
    INSERT INTO planning_task (
        agency_id, solution_id, booking_id, occurrence, event_id, state, reason, planned_at, due_at, deadline,
        eligible_at, zone, anchor_on, is_late, is_pinned, solution_version, changed_at)
    SELECT %(agency)s, solution_id, booking_id, occurrence,
           CASE WHEN is_unwished THEN old_event_id ELSE event_id END, state, reason,
           CASE WHEN is_unwished THEN old_planned_at ELSE planned_at END,
           CASE WHEN turns AND (keeps OR (is_pinned AND stays_pinned)) THEN turned_due_at
                WHEN is_unwished OR keeps OR (is_open AND is_pinned AND stays_pinned) THEN old_due_at
                ELSE fresh_due_at END,
           CASE WHEN is_unwished THEN old_deadline ELSE deadline END,
           CASE WHEN is_unwished OR keeps THEN old_eligible_at ELSE %(now)s::timestamptz END,
           CASE WHEN is_unwished THEN old_zone ELSE zone END,
           CASE WHEN is_unwished THEN old_anchor_on ELSE anchor_on END,
           CASE WHEN is_unwished OR keeps THEN old_is_late ELSE is_late END,
           coalesce(is_pinned, false),
           CASE WHEN is_unwished OR (keeps AND NOT is_open) THEN old_version ELSE version END,
           %(now)s::timestamptz
    FROM changes
    ON CONFLICT (agency_id, booking_id, solution_id, occurrence) DO UPDATE SET
        event_id = excluded.event_id, state = excluded.state, reason = excluded.reason,
        planned_at = excluded.planned_at, due_at = excluded.due_at, deadline = excluded.deadline,
        eligible_at = excluded.eligible_at, zone = excluded.zone, anchor_on = excluded.anchor_on, is_late = excluded.is_late,
        is_pinned = excluded.is_pinned, solution_version = excluded.solution_version, changed_at = excluded.changed_at
    WHERE planning_task.state <> 'done' AND (planning_task.state, planning_task.reason) <> ('skipped', 'by_person')
    RETURNING xmax = 0 AS is_added, state, due_at
)
SELECT count(*) FILTER (WHERE is_added),
       count(*) FILTER (WHERE NOT is_added AND state NOT IN ('withdrawn', 'expired')),
       count(*) FILTER (WHERE NOT is_added AND state = 'withdrawn'),
       count(*) FILTER (WHERE NOT is_added AND state = 'expired'),
       min(due_at) FILTER (WHERE state = 'planned'),
       EXISTS (SELECT FROM planning_solution s JOIN agencies_agency a ON a.id = s.agency_id
               WHERE s.agency_id = %(agency)s AND s.is_active
                 AND CASE s.quiet WHEN 'own' THEN s.quiet_from WHEN 'inherit' THEN a.quiet_from END IS NOT NULL)
           AS has_quiet_hours
FROM written
