-- Find what the planner sees of some bookings, as JSON; excluded portals have no rows.
-- params: agency bigint, bookings bigint[], solutions bigint[], switched_on_at timestamptz, zones jsonb
WITH
-- include: gather_facts
SELECT to_jsonb(f) FROM facts f
