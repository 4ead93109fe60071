-- Insert bookings that nobody has inserted yet; gives the ids of those that went in. The agency's switches are
-- those of a new booking.
-- params: agency bigint, rows jsonb
INSERT INTO bookings_booking (
    agency_id, portal_id, reference, property_id, guest_id, client_id, agent_id, status, status_at, cancelled_by,
    booked_at, received_at, version_at, is_imported, arrival, departure, starts_at, ends_at, adults, children,
    total, paid, currency, payment_due, payment_method, language, tags, notes, codes, has_card, charge_on,
    is_paid_at_once, custom, secrets, sends_email, sends_sms
)
SELECT %(agency)s, portal_id, reference, property_id, guest_id, client_id, agent_id, status, status_at,
       cancelled_by, booked_at, received_at, version_at, is_imported, arrival, departure, starts_at, ends_at,
       adults, children, total, paid, currency, payment_due, payment_method, language, tags, notes, codes,
       has_card, charge_on, is_paid_at_once, custom, secrets, a.sends_email, a.sends_sms
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
    portal_id bigint, reference text, property_id bigint, guest_id bigint, client_id bigint, agent_id bigint,
    status text, status_at timestamptz, cancelled_by text, booked_at timestamptz, received_at timestamptz,
    version_at timestamptz, is_imported boolean, arrival date, departure date, starts_at timestamptz,
    ends_at timestamptz, adults smallint, children smallint, total numeric(12, 2), paid numeric(12, 2),
    currency text, payment_due date, payment_method text, language text, tags text[], notes text, codes text[],
    has_card boolean, charge_on date, is_paid_at_once boolean, custom jsonb, secrets jsonb
)
CROSS JOIN (SELECT sends_email, sends_sms FROM agencies_agency WHERE id = %(agency)s) a
ORDER BY portal_id, reference
ON CONFLICT (agency_id, portal_id, reference) DO NOTHING
RETURNING portal_id, reference, id
