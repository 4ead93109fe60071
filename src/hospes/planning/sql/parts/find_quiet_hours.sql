-- Some planned tasks with the clock of their first recipient and the quiet hours that their time lies in or before.
-- params: ids bigint[], now timestamptz, zones jsonb
--
-- A task goes at its due instant, or now when that has passed; one that was put before quiet hours (S22) is read at the
-- instant of its rule. The first recipient is that of the first line with an address; a guest lives by the property's
-- clock during the stay. Quiet hours are empty where there are none, and for the answer to what the guest did within the
-- last 10 minutes. A task lies inside when `quiet_start` <= `at`. `agency_id + 0`: a row is found by its own id, whatever
-- the statistics say.
SELECT *, CASE WHEN next_end > at THEN next_start END AS quiet_start,
       CASE WHEN next_end > at THEN next_end END AS quiet_end
FROM (
    SELECT *, CASE WHEN is_quiet THEN hospes_instant(first_day + quiet_from, clock_zone) END AS next_start,
           CASE WHEN is_quiet THEN hospes_instant(first_day + (quiet_from > quiet_to)::int + quiet_to, clock_zone) END
               AS next_end
    FROM (
        SELECT *,
               CASE WHEN quiet_from < quiet_to THEN today + (clock >= quiet_to)::int
                    WHEN quiet_from > quiet_to THEN today - (clock < quiet_to)::int END AS first_day,
               quiet_from <> quiet_to AND NOT is_answer AS is_quiet
        FROM (
            SELECT *, timezone(clock_zone, at)::time AS clock, timezone(clock_zone, at)::date AS today
            FROM (
                SELECT *, coalesce(role IN ('guest', 'client') AND due_at <= acted_at + interval '10 minutes', false)
                           AS is_answer,
                       CASE WHEN role = 'guest' THEN
                           CASE WHEN at >= coalesce(starts_at, hospes_instant(check_in_local, property_zone))
                                 AND at < coalesce(ends_at, hospes_instant(check_out_local, property_zone))
                                THEN property_zone
                                ELSE coalesce(own_zone, property_zone) END
                            ELSE coalesce(own_zone, agency_zone) END AS clock_zone
                FROM (
                    SELECT t.*, greatest(t.due_at, t.planned_at, %(now)s::timestamptz) AS at, f.role,
                           b.starts_at, b.ends_at, b.arrival + p.check_in AS check_in_local,
                           b.departure + p.check_out AS check_out_local, a.timezone AS agency_zone,
                           coalesce(nullif(p.timezone, ''), a.timezone) AS property_zone,
                           coalesce(nullif(f.timezone, ''), %(zones)s::jsonb ->> nullif(f.country, '')) AS own_zone,
                           CASE WHEN s.anchor = 'booked' OR e.at = b.booked_at THEN b.booked_at
                                WHEN e.kind IN ('paid', 'review_received') OR e.details ->> 'by' = 'guest' THEN e.at
                           END AS acted_at,
                           CASE s.quiet WHEN 'own' THEN s.quiet_from WHEN 'inherit' THEN a.quiet_from END AS quiet_from,
                           CASE s.quiet WHEN 'own' THEN s.quiet_to WHEN 'inherit' THEN a.quiet_to END AS quiet_to
                    FROM (SELECT * FROM planning_task WHERE id = ANY (%(ids)s::bigint[]) OFFSET 0) AS t
                    JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id + 0 = t.agency_id
                    JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id + 0 = t.agency_id
                    JOIN bookings_property p ON p.id = b.property_id AND p.agency_id + 0 = b.agency_id
                    JOIN agencies_agency a ON a.id = t.agency_id
                    LEFT JOIN bookings_event e ON e.id = t.event_id AND e.agency_id + 0 = t.agency_id
                    LEFT JOIN LATERAL (
                        SELECT n.role, w.timezone, w.country
                        FROM planning_notification n
                        LEFT JOIN bookings_person w
                          ON w.agency_id + 0 = t.agency_id
                         AND w.id = CASE n.role WHEN 'guest' THEN b.guest_id WHEN 'agent' THEN b.agent_id
                                                WHEN 'client' THEN coalesce(b.client_id, b.guest_id)
                                                WHEN 'owner' THEN p.owner_id END
                        WHERE n.agency_id = t.agency_id AND n.solution_id = t.solution_id
                          AND (n.role NOT IN ('guest', 'client', 'owner', 'agent')
                               OR (w.email <> '' AND (n.chain = '[]' OR n.chain @> '[{"channel": "email"}]'))
                               OR (w.phone <> '' AND n.chain @? '$[*] ? (@.channel != "email")'))
                        ORDER BY n.position LIMIT 1
                    ) AS f ON true
                ) AS known OFFSET 0
            ) AS placed OFFSET 0
        ) AS read
    ) AS days OFFSET 0
) AS hours
