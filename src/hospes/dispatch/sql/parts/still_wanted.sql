-- Whether the solution of a message (m) wants its booking in the status that it has now.
-- params: none
EXISTS (
    SELECT FROM bookings_booking b
    JOIN planning_alternative c ON c.agency_id = b.agency_id AND c.solution_id = m.solution_id
    WHERE b.agency_id = m.agency_id AND b.id = m.booking_id AND (c.statuses = '{}' OR b.status = ANY(c.statuses))
)
