-- Find all bookings that make one stay with some bookings: touching stays of one guest in one property (S35).
-- params: agencies bigint[], bookings bigint[]
--
-- Both bookings are alive and have nights; agencies that do not stitch are left out. A stay is named by its first
-- booking. `agency_id + 0`: rows are found by their own ids, never by reading an agency.
WITH RECURSIVE asked AS MATERIALIZED (
    SELECT b.id, b.agency_id
    FROM unnest(%(bookings)s::bigint[]) AS given (id)
    CROSS JOIN LATERAL (
        SELECT b.id, b.agency_id FROM bookings_booking b
        WHERE b.id = given.id AND b.agency_id + 0 = ANY (%(agencies)s::bigint[])
          AND b.status IN ('pending', 'confirmed', 'completed') AND b.arrival < b.departure
        OFFSET 0
    ) AS b
    JOIN agencies_agency a ON a.id = b.agency_id AND a.stitches_stays
),
stay (asked_id, id, agency_id) AS (
    SELECT id, id, agency_id FROM asked
    UNION
    SELECT stay.asked_id, next.id, stay.agency_id
    FROM stay
    CROSS JOIN LATERAL (
        SELECT n.id
        FROM bookings_booking b
        CROSS JOIN LATERAL (
            SELECT b.guest_id AS id
            UNION ALL
            SELECT same.id
            FROM bookings_person g
            JOIN bookings_person same ON same.address_key = g.address_key AND same.agency_id + 0 = g.agency_id
            WHERE g.id = b.guest_id AND g.agency_id + 0 = b.agency_id AND g.address_key <> ''
              AND same.id <> g.id
        ) AS guest
        CROSS JOIN LATERAL (
            SELECT n.id FROM bookings_booking n
            WHERE n.guest_id = guest.id AND n.agency_id + 0 = b.agency_id AND n.property_id + 0 = b.property_id
              AND (n.arrival = b.departure OR n.departure = b.arrival)
              AND n.status IN ('pending', 'confirmed', 'completed') AND n.arrival < n.departure
            OFFSET 0
        ) AS n
        WHERE b.id = stay.id AND b.agency_id + 0 = stay.agency_id
        OFFSET 0
    ) AS next
)
SELECT stay.id, first_value(stay.id) OVER (PARTITION BY stay.asked_id ORDER BY b.arrival, b.id)
FROM stay
CROSS JOIN LATERAL (
    SELECT b.id, b.arrival FROM bookings_booking b
    WHERE b.id = stay.id AND b.agency_id + 0 = stay.agency_id OFFSET 0
) AS b
