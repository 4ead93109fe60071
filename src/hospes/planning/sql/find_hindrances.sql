-- Find of some bookings that meet a solution's conditions what keeps it from acting; one row a booking.
-- params: agency bigint, bookings bigint[], solutions bigint[], now timestamptz, edited boolean
-- params: switched_on_at timestamptz, zones jsonb
WITH
-- include: gather_facts
,
-- include: derive_wishes
SELECT booking_id, max(hindrance) AS hindrance, bool_or(anchor_at IS NOT NULL) AS has_anchor
FROM anchored
GROUP BY booking_id
