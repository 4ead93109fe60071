-- What is known of the bookings: the agency, its rules that are on, and one row of facts for each booking.
-- params: agency bigint, bookings bigint[], solutions bigint[], switched_on_at timestamptz, zones jsonb
--
-- `OFFSET 0` keeps PostgreSQL from computing an instant once for every place that uses it, and from joining other than
-- row by row. `agency_id + 0`: a row is found by its own id, never by reading an agency, whatever the statistics say.
agency AS MATERIALIZED (
    SELECT id, timezone AS zone, grace, stitches_stays FROM agencies_agency WHERE id = %(agency)s
),
-- One row per solution that is on and occurrence of its repetition.
rules AS MATERIALIZED (
    SELECT s.id AS solution_id, s.version, s.kind, s.recipe, s.anchor, s.event_kind, s.event_by, s.clock, s.clock_at,
           s.late, s.late_within, s.message_group_id, s.guest_channels,
           s.repeat_times AS times, k, (k - 1) * coalesce(s.repeat_days, 0) AS extra_days, s.repeat_days,
           s.unit IN ('minutes', 'hours') AS is_elapsed,
           make_interval(mins => s.offset * CASE s.unit WHEN 'hours' THEN 60 ELSE 1 END) AS shift,
           s.offset * CASE s.unit WHEN 'months' THEN 30 WHEN 'weeks' THEN 7 ELSE 1 END AS days, s.deadline_anchor,
           s.deadline_at,
           CASE WHEN s.deadline_anchor LIKE 'event:%%' THEN substr(s.deadline_anchor, 7) ELSE '' END AS deadline_event,
           s.deadline_unit IN ('minutes', 'hours') AS deadline_is_elapsed,
           make_interval(mins => s.deadline_offset * CASE s.deadline_unit WHEN 'hours' THEN 60 ELSE 1 END) AS deadline_shift,
           s.deadline_offset * CASE s.deadline_unit WHEN 'months' THEN 30 WHEN 'weeks' THEN 7 ELSE 1 END AS deadline_days,
           s.recipe = 'instructions' OR s.purpose = 'arrival_info' AS is_instruction,
           s.category <> 'owners' AND s.event_kind IN ('booked', 'pending', 'confirmed', 'moved', 'reinstated')
               AS tells_of_stay,
           s.anchor IN ('arrival', 'departure', 'payment_due') AND s.kind <> 'marketing'
               AND s.recipe IN ('instructions', 'pending_payment', 'notification', 'free')
               AND s.purpose NOT IN ('confirmation', 'review_request', 'review_thanks') AS may_go_again,
           coalesce(%(switched_on_at)s::timestamptz, s.switched_on_at) AS on_since,
           CASE s.applies_to WHEN 'new' THEN coalesce(%(switched_on_at)s::timestamptz, s.switched_on_at)
                             WHEN 'since' THEN s.applies_since END AS scope_since,
           s.sends_late_existing, s.kind <> 'transactional' AND s.guest_channels <> '{}' AS needs_permission,
           -- S35: the booking of a stitched stay that speaks for all of them; payments stay each booking's own.
           CASE WHEN NOT s.stitches OR s.recipe IN ('pending_payment', 'auto_confirm', 'owner_booking') THEN ''
                WHEN s.anchor = 'arrival' THEN 'first'
                WHEN s.anchor = 'departure' OR s.recipe = 'review_request' THEN 'last' ELSE '' END AS speaker
    FROM planning_solution s CROSS JOIN generate_series(1, s.repeat_times) k
    WHERE s.agency_id = %(agency)s AND s.is_active AND s.deleted_at IS NULL
      AND (%(solutions)s::bigint[] IS NULL OR s.id = ANY (%(solutions)s::bigint[]))
)
,
-- What planning must look for beyond the bookings themselves.
searches AS MATERIALIZED (
    SELECT coalesce(bool_or(r.speaker <> ''), false) AND a.stitches_stays AS neighbours,
           coalesce(bool_or(r.needs_permission), false) AS permissions
    FROM agency a LEFT JOIN rules r ON true GROUP BY a.stitches_stays
),
-- What is known of each booking. Excluded portals have no part in anything.
facts AS (
    SELECT x.*,
           coalesce(x.starts_at, hospes_instant(x.arrival_local, x.property_zone)) AS arrival_at,
           coalesce(x.ends_at, hospes_instant(x.departure_local, x.property_zone)) AS departure_at
    FROM (
        SELECT z.*,
               coalesce(timezone(z.property_zone, z.starts_at), z.arrival + z.check_in) AS arrival_local,
               coalesce(timezone(z.property_zone, z.ends_at), z.departure + z.check_out) AS departure_local,
               coalesce(nullif(z.guest_timezone, ''), %(zones)s::jsonb ->> nullif(z.guest_country, ''), z.property_zone)
                   AS guest_zone
        FROM (
            SELECT b.id AS booking_id, b.status, b.booked_at, b.received_at, b.is_imported, b.arrival, b.departure,
                   b.starts_at, b.ends_at, b.adults + b.children AS party, b.total, b.paid, b.payment_due, b.status_at,
                   b.paying_since, b.tags AS booking_tags, b.guest_id, p.check_in, p.check_out, p.tags AS property_tags,
                   p.name AS property, o.name AS portal, o.tags AS portal_tags, w.tags AS owner_tags, q.group_id,
                   m.name AS message_group, lower(replace(g.language, '_', '-')) AS language,
                   g.timezone AS guest_timezone, g.country AS guest_country, g.address_key, a.zone AS agency_zone,
                   a.grace, coalesce(nullif(p.timezone, ''), a.zone) AS property_zone, stay.continues, stay.goes_on,
                   asked.refused, asked.granted,
                   (SELECT jsonb_agg(jsonb_build_array(t.solution_id, t.occurrence, t.anchor_on)) FROM planning_task t
                    WHERE t.booking_id = b.id AND t.agency_id + 0 = b.agency_id AND (t.state = 'done') IS TRUE
                      AND t.corrects IS NULL) AS done
            FROM agency a
            CROSS JOIN searches
            CROSS JOIN unnest(%(bookings)s::bigint[]) AS given (id)
            CROSS JOIN LATERAL (
                SELECT * FROM bookings_booking b WHERE b.id = given.id AND b.agency_id + 0 = a.id OFFSET 0) AS b
            CROSS JOIN LATERAL (
                SELECT * FROM bookings_portal o WHERE o.id = b.portal_id AND o.agency_id + 0 = a.id OFFSET 0) AS o
            CROSS JOIN LATERAL (
                SELECT * FROM bookings_property p WHERE p.id = b.property_id AND p.agency_id + 0 = a.id OFFSET 0) AS p
            CROSS JOIN LATERAL (
                SELECT * FROM bookings_person g WHERE g.id = b.guest_id AND g.agency_id + 0 = a.id OFFSET 0) AS g
            LEFT JOIN LATERAL (
                SELECT w.tags FROM bookings_person w WHERE w.id = p.owner_id AND w.agency_id + 0 = a.id OFFSET 0
            ) AS w ON true
            LEFT JOIN planning_groupproperty q ON q.property_id = p.id AND q.agency_id = a.id
            LEFT JOIN planning_messagegroup m ON m.id = q.group_id AND m.agency_id = a.id
            -- S35: whether the same guest stays in the same property right before and right after.
            LEFT JOIN LATERAL (
                SELECT bool_or(n.departure = b.arrival) AS continues, bool_or(n.arrival = b.departure) AS goes_on
                FROM (
                    SELECT b.guest_id AS id
                    UNION ALL
                    SELECT same.id FROM bookings_person same
                    WHERE same.address_key = g.address_key AND same.agency_id + 0 = a.id AND g.address_key <> ''
                      AND same.id <> g.id
                ) AS guest
                CROSS JOIN LATERAL (
                    SELECT n.arrival, n.departure FROM bookings_booking n
                    WHERE n.guest_id = guest.id AND n.agency_id + 0 = a.id AND n.property_id + 0 = b.property_id
                      AND (n.arrival = b.departure OR n.departure = b.arrival) AND n.arrival < n.departure
                      AND n.status IN ('pending', 'confirmed', 'completed') OFFSET 0
                ) AS n
                WHERE searches.neighbours AND b.arrival < b.departure
                  AND b.status IN ('pending', 'confirmed', 'completed')
            ) AS stay ON true
            -- S25: the channels on which the guest refused service, and those on which they allowed marketing.
            LEFT JOIN LATERAL (
                SELECT array_agg(c.channel::text) FILTER (WHERE c.kind = 'service' AND NOT c.is_allowed) AS refused,
                       array_agg(c.channel::text) FILTER (WHERE c.kind = 'marketing' AND c.is_allowed) AS granted
                FROM bookings_permission c
                WHERE searches.permissions AND c.person_id = b.guest_id AND c.agency_id = a.id
            ) AS asked ON true
            WHERE NOT o.is_excluded
        ) AS z OFFSET 0
    ) AS x OFFSET 0
)
