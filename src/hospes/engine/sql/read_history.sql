-- Read a page of an agency's bookings, in the order in which they were booked, as facts to be received again.
-- params: agency bigint, after timestamptz, after_id bigint, most integer
--
-- Names the schema: inside a simulation the plain names mean the copy.
SELECT b.id, b.booked_at, b.reference, o.name AS portal, p.name AS property, b.status, b.status_at, b.cancelled_by,
       b.arrival, b.departure, b.starts_at, b.ends_at, b.adults, b.children, b.total, b.paid, b.currency,
       b.payment_due, b.payment_method, b.language, b.tags, b.notes, b.custom,
       b.codes, b.has_card, b.charge_on, b.is_paid_at_once, b.secrets,
       jsonb_build_array(g.name, g.email, g.phone, g.language, g.country, g.timezone) AS guest,
       CASE WHEN c.id IS NOT NULL
            THEN jsonb_build_array(c.name, c.email, c.phone, c.language, c.country, c.timezone) END AS client,
       CASE WHEN a.id IS NOT NULL
            THEN jsonb_build_array(a.name, a.email, a.phone, a.language, a.country, a.timezone) END AS agent
FROM public.bookings_booking b
JOIN public.bookings_portal o ON o.id = b.portal_id AND o.agency_id = b.agency_id
JOIN public.bookings_property p ON p.id = b.property_id AND p.agency_id = b.agency_id
JOIN public.bookings_person g ON g.id = b.guest_id AND g.agency_id = b.agency_id
LEFT JOIN public.bookings_person c ON c.id = b.client_id AND c.agency_id = b.agency_id
LEFT JOIN public.bookings_person a ON a.id = b.agent_id AND a.agency_id = b.agency_id
WHERE b.agency_id = %(agency)s AND (b.booked_at, b.id) > (%(after)s, %(after_id)s)
ORDER BY b.booked_at, b.id
LIMIT %(most)s
