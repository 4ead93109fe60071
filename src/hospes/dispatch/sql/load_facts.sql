-- Everything that the messages of some tasks may need to know, one row a task; columns are named group.column.
-- params: task_ids bigint[]
SELECT
    t.id AS "task.id", t.agency_id AS "task.agency_id", t.solution_id AS "task.solution_id",
    t.booking_id AS "task.booking_id", t.occurrence AS "task.occurrence", t.deadline AS "task.deadline",
    t.is_late AS "task.is_late", t.corrects AS "task.corrects", t.anchor_on AS "task.anchor_on",
    CASE WHEN t.corrects IS NULL THEN s.purpose ELSE 'correction' END AS "task.purpose", s.kind AS "task.kind", s.recipe AS "task.recipe", s.anchor AS "task.anchor",
    s.event_kind AS "task.event_kind", s.repeat_times AS "task.repeat_times", s.action AS "task.action",
    s.reward AS "task.reward", s.stitches AND a.stitches_stays AS "task.stitches", s.is_system AS "task.is_system",
    s.is_critical OR s.recipe IN ('instructions', 'pending_payment') AS "task.is_critical",
    s.specificity AS "task.specificity", s.position AS "task.position", s.is_sandbox OR a.is_sandbox AS "task.is_sandbox",
    -- Hardly any booking touches another; only then are stays worked out (S35).
    CASE WHEN s.stitches AND a.stitches_stays AND s.anchor IN ('arrival', 'departure') AND s.purpose <> ''
         THEN EXISTS (
             SELECT FROM bookings_booking n
             WHERE n.guest_id = b.guest_id AND n.agency_id + 0 = b.agency_id AND n.property_id = b.property_id
                 AND n.id <> b.id AND (n.arrival = b.departure OR n.departure = b.arrival))
         ELSE false END AS "task.touches",
    b.sends_email AS "task.sends_email", b.sends_sms AS "task.sends_sms",
-- include: agency_columns
    ,
-- include: booking_columns
    ,
    e.kind AS "event.kind", e.at AS "event.at", e.details || coalesce(i.details, '{}') AS "event.details"
FROM planning_task t
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
JOIN agencies_agency a ON a.id = t.agency_id
JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
-- include: booking_tables
LEFT JOIN bookings_event e ON e.id = t.event_id AND e.agency_id = t.agency_id
-- Moves not more than 10 minutes apart are one (S12): what was before is what the first of them left.
LEFT JOIN LATERAL (
    SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each(v.details) WHERE starts_with(key, 'old_')) AS details
    FROM bookings_event v
    WHERE e.kind = 'moved' AND v.kind = 'moved' AND v.agency_id = e.agency_id AND v.booking_id = e.booking_id
        AND v.ordinal < e.ordinal
        AND NOT EXISTS (
            SELECT FROM bookings_event u
            JOIN bookings_event n ON n.agency_id = u.agency_id AND n.booking_id = u.booking_id AND n.kind = u.kind
                AND n.ordinal = u.ordinal + 1
            WHERE u.agency_id = e.agency_id AND u.booking_id = e.booking_id AND u.kind = 'moved'
                AND u.ordinal BETWEEN v.ordinal AND e.ordinal - 1 AND n.at - u.at > interval '10 minutes'
        )
    ORDER BY v.ordinal
    LIMIT 1
) i ON true
WHERE t.id = ANY(%(task_ids)s::bigint[])
