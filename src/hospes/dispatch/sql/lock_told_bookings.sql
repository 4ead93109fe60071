-- Lock the bookings that some messages of tasks are about, in order, until the transaction ends.
-- params: ids bigint[]
SELECT b.id
FROM bookings_booking b
WHERE (b.agency_id, b.id) IN (
    SELECT m.agency_id, m.booking_id FROM dispatch_message m
    WHERE m.id = ANY(%(ids)s::bigint[]) AND m.task_id IS NOT NULL AND m.booking_id IS NOT NULL AND NOT m.is_test)
ORDER BY b.id
FOR NO KEY UPDATE OF b
