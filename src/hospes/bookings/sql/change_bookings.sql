-- Write new facts over bookings that the transaction has locked.
-- params: agency bigint, rows jsonb
WITH incoming AS MATERIALIZED (
    SELECT %(agency)s::bigint AS agency_id, r.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        id bigint, property_id bigint, guest_id bigint, client_id bigint, agent_id bigint, status text,
        status_at timestamptz, cancelled_by text, booked_at timestamptz, version_at timestamptz, arrival date,
        departure date, starts_at timestamptz, ends_at timestamptz, adults smallint, children smallint,
        total numeric(12, 2), paid numeric(12, 2), currency text, payment_due date, payment_method text,
        language text, tags text[], notes text, custom jsonb
    )
)
UPDATE bookings_booking b
SET property_id = r.property_id, guest_id = r.guest_id, client_id = r.client_id, agent_id = r.agent_id,
    status = r.status, status_at = r.status_at, cancelled_by = r.cancelled_by, booked_at = r.booked_at,
    version_at = r.version_at, arrival = r.arrival, departure = r.departure, starts_at = r.starts_at,
    ends_at = r.ends_at, adults = r.adults, children = r.children, total = r.total, paid = r.paid,
    currency = r.currency, payment_due = r.payment_due, payment_method = r.payment_method,
    language = r.language, tags = r.tags, notes = r.notes, custom = r.custom
FROM incoming r
WHERE b.agency_id = r.agency_id AND b.id = r.id
