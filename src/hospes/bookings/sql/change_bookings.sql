-- Write new facts over bookings that the transaction has locked. Money that came in ends a payment under way.
-- params: agency bigint, rows jsonb
WITH incoming AS MATERIALIZED (
    SELECT %(agency)s::bigint AS agency_id, r.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        id bigint, property_id bigint, guest_id bigint, client_id bigint, agent_id bigint, status text,
        status_at timestamptz, cancelled_by text, booked_at timestamptz, version_at timestamptz, arrival date,
        departure date, starts_at timestamptz, ends_at timestamptz, adults smallint, children smallint,
        total numeric(12, 2), paid numeric(12, 2), currency text, payment_due date, payment_method text,
        language text, tags text[], notes text, codes text[], has_card boolean, charge_on date,
        is_paid_at_once boolean, custom jsonb, secrets jsonb
    )
)
UPDATE bookings_booking b
SET property_id = r.property_id, guest_id = r.guest_id, client_id = r.client_id, agent_id = r.agent_id,
    status = r.status, status_at = r.status_at, cancelled_by = r.cancelled_by, booked_at = r.booked_at,
    version_at = r.version_at, arrival = r.arrival, departure = r.departure, starts_at = r.starts_at,
    ends_at = r.ends_at, adults = r.adults, children = r.children, total = r.total, paid = r.paid,
    currency = r.currency, payment_due = r.payment_due, payment_method = r.payment_method,
    language = r.language, tags = r.tags, notes = r.notes, codes = r.codes,
    has_card = r.has_card, charge_on = r.charge_on, is_paid_at_once = r.is_paid_at_once, custom = r.custom,
    secrets = r.secrets, paying_since = CASE WHEN r.paid > b.paid THEN NULL ELSE b.paying_since END
FROM incoming r
WHERE b.agency_id = r.agency_id AND b.id = r.id
