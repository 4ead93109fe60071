-- What stands for the task where a person writes: no rule, no time, no repetition; kind and purpose are the person's.
-- params: kind text, purpose text
    NULL::bigint AS "task.id", a.id AS "task.agency_id", NULL::bigint AS "task.solution_id", 1 AS "task.occurrence",
    NULL::timestamptz AS "task.deadline", false AS "task.is_late", NULL::bigint AS "task.corrects",
    NULL::date AS "task.anchor_on", %(purpose)s::text AS "task.purpose", %(kind)s::text AS "task.kind",
    '' AS "task.recipe", '' AS "task.anchor", '' AS "task.event_kind", 1 AS "task.repeat_times", '' AS "task.action",
    NULL::jsonb AS "task.reward", false AS "task.stitches", false AS "task.is_system", false AS "task.is_critical",
    0 AS "task.specificity", 0 AS "task.position", a.is_sandbox AS "task.is_sandbox",
