-- Everything that the files of messages are made of: of those that are queued e-mails about a booking.
-- params: agency_ids bigint[], message_ids bigint[], attach text[]
--
-- System notifications bring codes where the booking has some; other lines bring its number else.
SELECT
    m.id, m.agency_id, m.task_id, m.public_id, m.booking_id, m.language, m.to_name, m.to_address, m.html,
    CASE WHEN v.is_system AND b.codes = '{}' THEN array_remove(t.attach, 'codes') ELSE t.attach END AS attach,
    a.name AS agency_name, coalesce(nullif(a.sender_email, ''), a.email) AS from_address,
    a.iban, a.bic, a.account_holder,
    b.reference, b.status, b.arrival, b.departure, b.starts_at, b.ends_at, b.received_at, b.total, b.paid,
    b.currency, b.codes, b.has_card AND b.charge_on IS NOT NULL AS is_charged,
    r.name AS property_name, r.address, r.city, r.check_in, r.check_out,
    coalesce(nullif(r.timezone, ''), a.timezone) AS zone,
    g.name AS guest_name, p.sequence AS last_sequence, p.content AS last_calendar
FROM (
    SELECT w.agency_id, w.message_id, string_to_array(w.attach, ',') AS attach
    FROM unnest(%(agency_ids)s::bigint[], %(message_ids)s::bigint[], %(attach)s::text[])
        AS w (agency_id, message_id, attach)
) AS t
JOIN dispatch_message m ON m.agency_id = t.agency_id AND m.id = t.message_id
LEFT JOIN planning_solution v ON v.agency_id = m.agency_id AND v.id = m.solution_id
JOIN agencies_agency a ON a.id = m.agency_id
JOIN bookings_booking b ON b.agency_id = m.agency_id AND b.id = m.booking_id
JOIN bookings_property r ON r.agency_id = b.agency_id AND r.id = b.property_id
JOIN bookings_person g ON g.agency_id = b.agency_id AND g.id = b.guest_id
LEFT JOIN LATERAL (
    SELECT s.sequence, f.content
    FROM dispatch_message s
    JOIN dispatch_attachment f ON f.agency_id = s.agency_id AND f.message_id = s.id
    WHERE s.agency_id = m.agency_id AND s.booking_id = m.booking_id AND s.id <> m.id
        AND (s.task_id IS DISTINCT FROM m.task_id OR m.task_id IS NULL)
        AND NOT s.is_test AND starts_with(f.content_type, 'text/calendar')
    ORDER BY s.sequence DESC, s.id DESC
    LIMIT 1
) AS p ON 'calendar' = ANY(t.attach)
WHERE m.channel = 'email' AND m.state = 'queued'
    AND NOT EXISTS (
        SELECT FROM dispatch_attachment f WHERE f.agency_id = m.agency_id AND f.message_id = m.id
    )
ORDER BY m.id
