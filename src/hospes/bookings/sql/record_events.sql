-- Add events, each numbered after the last of its kind of its booking, in the order given.
-- params: agency bigint, rows jsonb, now timestamptz
INSERT INTO bookings_event (agency_id, booking_id, kind, ordinal, at, recorded_at, is_imported, details)
SELECT %(agency)s, r.booking_id, r.kind,
       coalesce((SELECT max(e.ordinal) FROM bookings_event e
                 WHERE e.agency_id = %(agency)s AND e.booking_id = r.booking_id AND e.kind = r.kind), 0)
       + row_number() OVER (PARTITION BY r.booking_id, r.kind ORDER BY r.place),
       r.at, %(now)s, r.is_imported, r.details
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
    place integer, booking_id bigint, kind text, at timestamptz, is_imported boolean, details jsonb
)
ORDER BY r.place
RETURNING id
