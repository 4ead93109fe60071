-- Check which of the given alternatives some bookings meet, in the planner's own words.
-- params: agency bigint, bookings bigint[], solutions bigint[], switched_on_at timestamptz, zones jsonb, choices jsonb
WITH
-- include: gather_facts
,
choices AS MATERIALIZED (
    SELECT
-- include: choice_columns
    FROM jsonb_populate_recordset(NULL::planning_alternative, %(choices)s::jsonb)
)
SELECT c.solution_id, c.position
FROM facts f
CROSS JOIN choices c
WHERE true
-- include: conditions
