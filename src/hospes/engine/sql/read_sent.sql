-- Read what the outbox of a simulation got since a message, in the order sent.
-- params: after bigint
SELECT m.id, m.sent_at, s.name, b.reference, m.role, m.to_address, m.channel, m.language, m.subject, m.text, m.is_late
FROM dispatch_message m
JOIN planning_solution s ON s.id = m.solution_id AND s.agency_id = m.agency_id
JOIN bookings_booking b ON b.id = m.booking_id AND b.agency_id = m.agency_id
WHERE m.id > %(after)s AND m.state = 'sent'
ORDER BY m.id
