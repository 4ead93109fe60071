-- Read bookings by portal and reference and keep others from changing them until the transaction ends.
-- One look-up each, in the order given, so that two transactions lock alike. The agency travels as a column:
-- as a constant that the statistics do not know yet, it would seem so rare that any index of it would do.
-- params: agency bigint, portals bigint[], references text[]
WITH wanted AS MATERIALIZED (
    SELECT %(agency)s::bigint AS agency_id, w.*
    FROM unnest(%(portals)s::bigint[], %(references)s::text[]) AS w (portal_id, reference)
)
SELECT b.*,
       (SELECT coalesce(sum(p.amount), 0) FROM bookings_payment p
        WHERE p.agency_id = wanted.agency_id AND p.booking_id = b.id),
       ARRAY (SELECT p.id FROM bookings_person p
              WHERE p.agency_id = wanted.agency_id AND p.id IN (b.guest_id, b.client_id, b.agent_id)
                AND p.forgotten_at IS NOT NULL)
FROM wanted
CROSS JOIN LATERAL (
    SELECT id, portal_id, reference, property_id, guest_id, client_id, agent_id, status, status_at, cancelled_by,
           booked_at, received_at, version_at, is_imported, arrival, departure, starts_at, ends_at, adults,
           children, total, paid, currency, payment_due, payment_method, language, tags::text[], notes,
           codes::text[], has_card, charge_on, is_paid_at_once, custom, secrets
    FROM bookings_booking b
    WHERE b.agency_id = wanted.agency_id AND b.portal_id = wanted.portal_id AND b.reference = wanted.reference
    LIMIT 1
    FOR NO KEY UPDATE
) b
