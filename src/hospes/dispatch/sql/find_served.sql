-- What was said before to whom about some bookings: for S13 (who had got one) and S19 (one purpose once).
-- params: booking_ids bigint[]
SELECT m.booking_id, m.purpose, coalesce(t.occurrence, 1) AS occurrence, m.to_address
FROM unnest(%(booking_ids)s::bigint[]) AS wanted (id)
JOIN bookings_booking b ON b.id = wanted.id
JOIN dispatch_message m ON m.agency_id = b.agency_id AND m.booking_id = b.id
LEFT JOIN planning_task t ON t.id = m.task_id AND t.agency_id = m.agency_id
WHERE NOT m.is_test AND m.to_address <> '' AND m.state NOT IN ('undeliverable', 'suppressed', 'cancelled')
