-- Check of some bookings which of the given alternatives each one meets; excluded portals have no rows.
-- params: agency bigint, bookings bigint[], solutions bigint[], switched_on_at timestamptz, zones jsonb, choices jsonb
-- params: since timestamptz
--
-- `is_older`: first seen before `since`, from when bookings count (NULL: all of them).
WITH
-- include: gather_facts
,
choices AS MATERIALIZED (
    SELECT
-- include: choice_columns
    FROM jsonb_populate_recordset(NULL::planning_alternative, %(choices)s::jsonb)
)
SELECT f.booking_id, coalesce(f.received_at < %(since)s::timestamptz, false) AS is_older, f.group_id, ARRAY(
    SELECT DISTINCT c.position
    FROM choices c
    WHERE true
-- include: conditions
) AS held
FROM facts f
