-- Find how every wished occurrence of some bookings is derived.
-- params: agency bigint, bookings bigint[], solutions bigint[], now timestamptz, edited boolean
-- params: switched_on_at timestamptz, zones jsonb
WITH
-- include: gather_facts
,
-- include: derive_wishes
SELECT solution_id, occurrence, anchor, anchor_at, anchor_local, anchor_zone, clock, clock_zone, wish_local, wish_zone,
       planned_at, deadline, is_late, state, reason, due_at, hindrance
FROM decided
ORDER BY solution_id, occurrence
