-- The tables of `booking_columns`, joined to a booking (b).
-- params: none
JOIN bookings_portal o ON o.id = b.portal_id AND o.agency_id = b.agency_id
JOIN bookings_property r ON r.id = b.property_id AND r.agency_id = b.agency_id
JOIN bookings_person g ON g.id = b.guest_id AND g.agency_id = b.agency_id
LEFT JOIN bookings_person c ON c.id = b.client_id AND c.agency_id = b.agency_id
LEFT JOIN bookings_person w ON w.id = r.owner_id AND w.agency_id = r.agency_id
LEFT JOIN bookings_person h ON h.id = b.agent_id AND h.agency_id = b.agency_id
LEFT JOIN LATERAL (
    SELECT w.rating FROM bookings_review w
    WHERE w.agency_id = b.agency_id AND w.booking_id = b.id AND w.rating IS NOT NULL
    ORDER BY w.at DESC, w.id DESC LIMIT 1
) AS v ON true
