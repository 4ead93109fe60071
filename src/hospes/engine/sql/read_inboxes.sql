-- Read all messages of a script's agency, in the order in which they arrived, with the files that came along.
-- params: agency bigint
SELECT coalesce(m.sent_at, m.changed_at) AS at, m.to_address, m.channel, coalesce(s.name, '') AS solution,
       coalesce(b.reference, '') AS booking, m.role, m.language, m.subject, m.text, m.state, m.reason,
       ARRAY(SELECT a.name FROM dispatch_attachment a
             WHERE a.agency_id = m.agency_id AND a.message_id = m.id ORDER BY a.position) AS files
FROM dispatch_message m
LEFT JOIN planning_solution s ON s.id = m.solution_id AND s.agency_id = m.agency_id
LEFT JOIN bookings_booking b ON b.id = m.booking_id AND b.agency_id = m.agency_id
WHERE m.agency_id = %(agency)s
ORDER BY at, m.id
