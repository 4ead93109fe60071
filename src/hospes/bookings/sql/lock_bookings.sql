-- Read bookings by portal and reference and keep others from changing them until the transaction ends.
-- params: agency bigint, portals bigint[], references text[]
SELECT b.id, b.portal_id, b.reference, b.property_id, b.guest_id, b.client_id, b.agent_id, b.status, b.status_at,
       b.cancelled_by, b.booked_at, b.received_at, b.version_at, b.is_imported, b.arrival, b.departure,
       b.starts_at, b.ends_at, b.adults, b.children, b.total, b.paid, b.currency, b.payment_due,
       b.payment_method, b.language, b.tags::text[], b.notes, b.custom,
       (SELECT coalesce(sum(p.amount), 0) FROM bookings_payment p
        WHERE p.agency_id = b.agency_id AND p.booking_id = b.id),
       ARRAY (SELECT p.id FROM bookings_person p
              WHERE p.agency_id = b.agency_id AND p.id IN (b.guest_id, b.client_id, b.agent_id)
                AND p.forgotten_at IS NOT NULL)
FROM unnest(%(portals)s::bigint[], %(references)s::text[]) AS wanted (portal_id, reference)
JOIN bookings_booking b
  ON b.agency_id = %(agency)s AND b.portal_id = wanted.portal_id AND b.reference = wanted.reference
ORDER BY b.id
FOR NO KEY UPDATE OF b
