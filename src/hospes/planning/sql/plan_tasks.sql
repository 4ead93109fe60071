-- Bring the tasks of some bookings to what the solutions want of them now; write only what differs.
-- params: agency bigint, bookings bigint[], solutions bigint[], now timestamptz, edited boolean
-- params: switched_on_at timestamptz, zones jsonb
--
-- solutions: NULL is all. edited: a person changed them, nothing past is caught up (S15). switched_on_at: instead of
-- the solutions' own (NULL: theirs). zones: country → its only zone. `OFFSET 0` keeps PostgreSQL from computing an
-- instant once for every place that uses it.
WITH agency AS MATERIALIZED (
    SELECT id, timezone AS zone, grace FROM agencies_agency WHERE id = %(agency)s
),
-- One row per solution that is on and occurrence of its repetition.
rules AS MATERIALIZED (
    SELECT s.id AS solution_id, s.version, s.recipe, s.anchor, s.event_kind, s.clock, s.clock_at, s.late, s.late_within,
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
           s.anchor IN ('arrival', 'departure', 'payment_due') AND s.kind <> 'marketing'
               AND s.recipe IN ('instructions', 'pending_payment', 'notification', 'free')
               AND s.purpose NOT IN ('confirmation', 'review_request', 'review_thanks') AS may_go_again,
           coalesce(%(switched_on_at)s::timestamptz, s.switched_on_at) AS on_since,
           CASE s.applies_to WHEN 'new' THEN coalesce(%(switched_on_at)s::timestamptz, s.switched_on_at)
                             WHEN 'since' THEN s.applies_since END AS scope_since,
           s.sends_late_existing
    FROM planning_solution s CROSS JOIN generate_series(1, s.repeat_times) k
    WHERE s.agency_id = %(agency)s AND s.is_active AND s.deleted_at IS NULL
      AND (%(solutions)s::bigint[] IS NULL OR s.id = ANY (%(solutions)s::bigint[]))
),
-- Empty sets become NULL, which is the cheapest condition of all.
choices AS MATERIALIZED (
    SELECT solution_id, position, nullif(statuses, '{}') AS statuses, nullif(payments, '{}') AS payments,
           nullif(booking_tags_any, '{}') AS booking_tags_any, nullif(booking_tags_all, '{}') AS booking_tags_all,
           nullif(booking_tags_none, '{}') AS booking_tags_none, nullif(owner_tags_any, '{}') AS owner_tags_any,
           nullif(owner_tags_all, '{}') AS owner_tags_all, nullif(owner_tags_none, '{}') AS owner_tags_none,
           nullif(property_tags_any, '{}') AS property_tags_any, nullif(property_tags_all, '{}') AS property_tags_all,
           nullif(property_tags_none, '{}') AS property_tags_none, nullif(portal_tags_any, '{}') AS portal_tags_any,
           nullif(portal_tags_all, '{}') AS portal_tags_all, nullif(portal_tags_none, '{}') AS portal_tags_none,
           nullif(portals_any, '{}') AS portals_any, nullif(portals_none, '{}') AS portals_none,
           nullif(properties_any, '{}') AS properties_any, nullif(properties_none, '{}') AS properties_none,
           nullif(groups_any, '{}') AS groups_any, nullif(groups_none, '{}') AS groups_none,
           nullif(languages_any, '{}') AS languages_any, nullif(languages_none, '{}') AS languages_none, lead_min,
           lead_max, nights_min, nights_max, party_min, party_max, nullif(seasons_in, '{}') AS seasons_in,
           nullif(seasons_out, '{}') AS seasons_out
    FROM planning_alternative
    WHERE agency_id = %(agency)s AND solution_id IN (SELECT solution_id FROM rules)
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
            SELECT b.id AS booking_id, b.status, b.booked_at, b.received_at, b.is_imported, b.arrival, b.departure, b.starts_at,
           b.ends_at, b.adults + b.children AS party, b.total, b.paid, b.payment_due, b.status_at,
           b.tags AS booking_tags, b.guest_id, p.check_in, p.check_out, p.tags AS property_tags, p.name AS property,
           o.name AS portal, o.tags AS portal_tags, w.tags AS owner_tags, m.name AS message_group,
           lower(replace(g.language, '_', '-')) AS language, g.timezone AS guest_timezone, g.country AS guest_country,
           g.address_key, a.zone AS agency_zone, a.grace, coalesce(nullif(p.timezone, ''), a.zone) AS property_zone,
           (SELECT jsonb_agg(jsonb_build_array(t.solution_id, t.occurrence, t.anchor_on)) FROM planning_task t
            WHERE t.agency_id = b.agency_id AND t.booking_id = b.id AND t.state = 'done') AS done
            FROM bookings_booking b
            JOIN agency a ON a.id = b.agency_id
            JOIN bookings_portal o ON o.id = b.portal_id AND o.agency_id = b.agency_id
            JOIN bookings_property p ON p.id = b.property_id AND p.agency_id = b.agency_id
            JOIN bookings_person g ON g.id = b.guest_id AND g.agency_id = b.agency_id
            LEFT JOIN bookings_person w ON w.id = p.owner_id AND w.agency_id = p.agency_id
            LEFT JOIN planning_groupproperty q ON q.property_id = p.id AND q.agency_id = p.agency_id
            LEFT JOIN planning_messagegroup m ON m.id = q.group_id AND m.agency_id = q.agency_id
            WHERE b.agency_id = %(agency)s AND b.id = ANY (%(bookings)s::bigint[]) AND NOT o.is_excluded
        ) AS z OFFSET 0
    ) AS x OFFSET 0
),
-- Pairs that are eligible, with their anchors: the moment that the rule counts from, and the deadline's own.
anchored AS (
    SELECT f.*, r.*, h.event_id, coalesce(h.series, 0) AS series,
           CASE r.clock WHEN 'agency' THEN f.agency_zone WHEN 'property' THEN f.property_zone ELSE f.guest_zone
           END AS clock_zone,
           CASE r.anchor WHEN 'booked' THEN f.booked_at WHEN 'event' THEN h.at WHEN 'arrival' THEN f.arrival_at
                WHEN 'payment_due' THEN hospes_instant(f.payment_due::timestamp, f.agency_zone)
                ELSE f.departure_at END AS anchor_at,
           CASE r.deadline_anchor WHEN '' THEN NULL WHEN 'booked' THEN f.booked_at WHEN 'arrival' THEN f.arrival_at
                WHEN 'payment_due' THEN hospes_instant(f.payment_due::timestamp, f.agency_zone)
                WHEN 'departure' THEN f.departure_at WHEN 'last_visit' THEN f.departure_at
                ELSE (SELECT v.at FROM bookings_event v
                      WHERE v.agency_id = %(agency)s AND v.booking_id = f.booking_id AND v.kind = r.deadline_event
                      ORDER BY v.ordinal DESC LIMIT 1) END AS deadline_from,
           d.occurrence AS done_occurrence, d.anchor_on AS done_on
    FROM facts f
    CROSS JOIN rules r
    -- The events that the rule counts from, numbered; moves not more than 10 minutes apart are one, and none
    -- when they lead back to the dates before (S12).
    LEFT JOIN LATERAL (
        SELECT v.id AS event_id, v.at, v.ordinal - 1 AS series
        FROM bookings_event v
        WHERE v.agency_id = %(agency)s AND v.booking_id = f.booking_id AND v.kind = r.event_kind
          AND r.event_kind NOT IN ('', 'moved')
        UNION ALL
        SELECT event_id, at, series
        FROM (
            SELECT DISTINCT ON (series) series, id AS event_id, at, details,
                   first_value(details) OVER (PARTITION BY series ORDER BY ordinal) AS first_details
            FROM (
                SELECT id, at, ordinal, details, (sum(is_apart) OVER (ORDER BY ordinal))::int - 1 AS series
                FROM (
                    SELECT id, at, ordinal, details,
                           CASE WHEN at - lag(at) OVER (ORDER BY ordinal) <= interval '10 minutes' THEN 0 ELSE 1 END
                               AS is_apart
                    FROM bookings_event v
                    WHERE v.agency_id = %(agency)s AND v.booking_id = f.booking_id AND v.kind = 'moved'
                      AND r.event_kind = 'moved'
                ) AS moves
            ) AS numbered
            ORDER BY series, ordinal DESC
        ) AS settled
        WHERE r.event_kind = 'moved'
          AND (first_details -> 'old_arrival', first_details -> 'old_departure',
               first_details -> 'old_starts_at', first_details -> 'old_ends_at')
              IS DISTINCT FROM
              (details -> 'new_arrival', details -> 'new_departure',
               details -> 'new_starts_at', details -> 'new_ends_at')
    ) AS h ON true
    -- The last round that has gone, and the day that it was for (S12).
    LEFT JOIN LATERAL (
        SELECT (gone ->> 1)::int AS occurrence, (gone ->> 2)::date AS anchor_on
        FROM jsonb_array_elements(f.done) AS gone
        WHERE f.done IS NOT NULL AND r.event_kind = '' AND (gone ->> 0)::bigint = r.solution_id
          AND ((gone ->> 1)::int - r.k) %% r.times = 0
        ORDER BY occurrence DESC LIMIT 1
    ) AS d ON true
    WHERE EXISTS (
        SELECT FROM choices c
        WHERE c.solution_id = r.solution_id
          -- The conditions begin (explain_booking reads from here …)
          AND (c.statuses IS NULL OR f.status = ANY (c.statuses))
          AND (c.payments IS NULL
               OR CASE WHEN f.total = 0 THEN 'zero_total' WHEN f.paid <= 0 THEN 'unpaid'
                       WHEN f.paid < f.total THEN 'partly_paid' ELSE 'paid' END = ANY (c.payments))
          AND (c.booking_tags_any IS NULL OR f.booking_tags::text[] && c.booking_tags_any)
          AND (c.booking_tags_all IS NULL OR f.booking_tags::text[] @> c.booking_tags_all)
          AND (c.booking_tags_none IS NULL OR NOT f.booking_tags::text[] && c.booking_tags_none)
          AND (c.property_tags_any IS NULL OR f.property_tags::text[] && c.property_tags_any)
          AND (c.property_tags_all IS NULL OR f.property_tags::text[] @> c.property_tags_all)
          AND (c.property_tags_none IS NULL OR NOT f.property_tags::text[] && c.property_tags_none)
          AND (c.portal_tags_any IS NULL OR f.portal_tags::text[] && c.portal_tags_any)
          AND (c.portal_tags_all IS NULL OR f.portal_tags::text[] @> c.portal_tags_all)
          AND (c.portal_tags_none IS NULL OR NOT f.portal_tags::text[] && c.portal_tags_none)
          AND (c.owner_tags_any IS NULL OR f.owner_tags::text[] && c.owner_tags_any)
          AND (c.owner_tags_all IS NULL OR f.owner_tags::text[] @> c.owner_tags_all)
          AND (c.owner_tags_none IS NULL OR NOT coalesce(f.owner_tags::text[] && c.owner_tags_none, false))
          AND (c.portals_any IS NULL OR f.portal = ANY (c.portals_any))
          AND (c.portals_none IS NULL OR f.portal <> ALL (c.portals_none))
          AND (c.properties_any IS NULL OR f.property = ANY (c.properties_any))
          AND (c.properties_none IS NULL OR f.property <> ALL (c.properties_none))
          AND (c.groups_any IS NULL OR f.message_group = ANY (c.groups_any))
          AND (c.groups_none IS NULL OR coalesce(f.message_group <> ALL (c.groups_none), true))
          AND (c.languages_any IS NULL OR ARRAY[f.language, split_part(f.language, '-', 1)] && c.languages_any)
          AND (c.languages_none IS NULL OR NOT ARRAY[f.language, split_part(f.language, '-', 1)] && c.languages_none)
          AND (c.lead_min IS NULL OR f.arrival_local::date - timezone(f.agency_zone, f.booked_at)::date >= c.lead_min)
          AND (c.lead_max IS NULL OR f.arrival_local::date - timezone(f.agency_zone, f.booked_at)::date <= c.lead_max)
          AND (c.nights_min IS NULL OR f.departure_local::date - f.arrival_local::date >= c.nights_min)
          AND (c.nights_max IS NULL OR f.departure_local::date - f.arrival_local::date <= c.nights_max)
          AND (c.party_min IS NULL OR f.party >= c.party_min) AND (c.party_max IS NULL OR f.party <= c.party_max)
          AND ((c.seasons_in IS NULL AND c.seasons_out IS NULL) OR NOT EXISTS (
              SELECT FROM unnest(c.seasons_in || c.seasons_out) WITH ORDINALITY AS s (season, place)
              WHERE (s.place <= coalesce(cardinality(c.seasons_in), 0)) <> EXISTS (
                  SELECT FROM generate_series(0, least(greatest(f.departure_local::date - f.arrival_local::date, 1),
                                                       366) - 1) AS n,
                              LATERAL (SELECT (extract(month FROM f.arrival_local::date + n) * 100
                                               + extract(day FROM f.arrival_local::date + n))::int AS today) AS night
                  WHERE CASE WHEN s.season / 10000 <= s.season %% 10000
                             THEN today BETWEEN s.season / 10000 AND s.season %% 10000
                             ELSE today >= s.season / 10000 OR today <= s.season %% 10000 END)))
          -- … to here, the end of the conditions.
    )
      -- S30: no request to a no-show, none after a review.
      AND (r.recipe <> 'review_request' OR (f.status <> 'no_show' AND NOT EXISTS (
          SELECT FROM bookings_event v WHERE v.agency_id = %(agency)s AND v.booking_id = f.booking_id
                                         AND v.kind = 'review_received')))
      -- S16: a pair that has a task stays in scope.
      AND (r.scope_since IS NULL OR f.received_at >= r.scope_since OR EXISTS (
          SELECT FROM planning_task t WHERE t.agency_id = %(agency)s AND t.booking_id = f.booking_id
                                        AND t.solution_id = r.solution_id))
    OFFSET 0
),
-- The wished local times; they need not exist.
wanted AS (
    SELECT *, CASE WHEN k < times THEN wish_local + make_interval(days => repeat_days) END AS next_local
    FROM (SELECT y.*,
           CASE WHEN NOT is_elapsed AND clock_at IS NULL THEN anchor_local + make_interval(days => days + extra_days)
                WHEN NOT is_elapsed THEN anchor_local::date + (days + extra_days) + clock_at
                WHEN times > 1 THEN timezone(clock_zone, anchor_at + shift) + make_interval(days => extra_days)
           END AS wish_local,
           CASE WHEN NOT is_elapsed AND clock_at IS NULL THEN anchor_zone ELSE clock_zone END AS wish_zone,
           CASE WHEN deadline_anchor = '' OR deadline_is_elapsed THEN NULL
                WHEN deadline_at IS NULL THEN deadline_local + make_interval(days => deadline_days)
                ELSE deadline_local::date + deadline_days + deadline_at END AS deadline_wish,
           CASE WHEN deadline_at IS NULL THEN deadline_zone ELSE clock_zone END AS deadline_wish_zone
    FROM (
        SELECT *,
               CASE anchor WHEN 'booked' THEN timezone(clock_zone, booked_at)
                           WHEN 'event' THEN timezone(clock_zone, anchor_at)
                           WHEN 'arrival' THEN arrival_local WHEN 'payment_due' THEN payment_due::timestamp
                           ELSE departure_local END AS anchor_local,
               CASE WHEN anchor IN ('booked', 'event') THEN clock_zone WHEN anchor = 'payment_due' THEN agency_zone
                    ELSE property_zone END AS anchor_zone,
               CASE deadline_anchor WHEN '' THEN NULL WHEN 'arrival' THEN arrival_local
                                    WHEN 'departure' THEN departure_local WHEN 'last_visit' THEN departure_local
                                    WHEN 'payment_due' THEN payment_due::timestamp
                                    ELSE timezone(clock_zone, deadline_from) END AS deadline_local,
               CASE WHEN deadline_anchor IN ('arrival', 'departure', 'last_visit') THEN property_zone
                    WHEN deadline_anchor = 'payment_due' THEN agency_zone ELSE clock_zone END AS deadline_zone
        FROM anchored OFFSET 0
    ) AS y OFFSET 0) AS wish OFFSET 0
),
-- P of each occurrence, and of the next one of the same repetition.
timed AS (
    SELECT *,
           CASE WHEN is_elapsed AND extra_days = 0 THEN anchor_at + shift
                ELSE hospes_instant(wish_local, wish_zone) END AS planned_at,
           CASE WHEN k < times THEN hospes_instant(next_local, wish_zone) END AS next_at,
           CASE WHEN deadline_is_elapsed THEN deadline_from + deadline_shift
                ELSE hospes_instant(deadline_wish, deadline_wish_zone) END AS own_deadline,
           CASE WHEN event_kind <> '' THEN series
                WHEN done_occurrence IS NULL THEN 0
                ELSE (done_occurrence - k) / times
                     + CASE WHEN may_go_again AND anchor_local::date <> done_on THEN 1 ELSE 0 END
           END * times + k AS occurrence
    FROM wanted OFFSET 0
),
-- V (S10), and when it would go if it went by the rule.
limited AS (
    SELECT *, planned_at <= %(now)s::timestamptz AS is_late,
           CASE
               WHEN deadline_anchor <> '' THEN own_deadline
               WHEN event_kind <> '' THEN planned_at + interval '48 hours'
               WHEN anchor = 'last_visit' THEN (
                   SELECT min(n.booked_at)
                   FROM bookings_booking n
                   WHERE n.agency_id = %(agency)s AND n.id <> timed.booking_id AND n.arrival >= timed.departure
                     AND n.status IN ('pending', 'confirmed', 'completed')
                     AND n.guest_id = ANY (ARRAY(
                         SELECT timed.guest_id
                         UNION SELECT same.id FROM bookings_person same
                         WHERE same.agency_id = %(agency)s AND same.address_key = timed.address_key
                           AND timed.address_key <> '')))
               WHEN anchor = 'payment_due' THEN least(
                   CASE WHEN paid >= total THEN coalesce((
                       SELECT max(v.at) FROM bookings_event v
                       WHERE v.agency_id = %(agency)s AND v.booking_id = timed.booking_id AND v.kind = 'paid'),
                       received_at) END,
                   CASE WHEN status IN ('cancelled', 'rejected') THEN status_at END)
               WHEN anchor = 'booked' OR (anchor = 'arrival' AND planned_at < anchor_at AND NOT is_instruction)
               THEN arrival_at
               WHEN anchor = 'departure' AND planned_at >= anchor_at
               THEN hospes_instant(departure_local + interval '14 days', property_zone)
               ELSE departure_at
           END AS deadline
    FROM timed OFFSET 0
),
-- One decision per wish, as if nothing were there yet.
decided AS (
    SELECT *,
           CASE
               WHEN is_imported AND (anchor = 'booked' OR (anchor = 'event' AND anchor_at <= received_at))
               THEN 'imported'
               WHEN deadline <= %(now)s::timestamptz THEN 'too_late'
               WHEN is_late AND %(edited)s::boolean THEN 'edit'
               WHEN received_at < on_since AND planned_at <= on_since AND NOT sends_late_existing THEN 'existing'
               WHEN NOT is_late THEN NULL
               WHEN next_at <= %(now)s::timestamptz THEN 'superseded'
               WHEN is_imported AND planned_at <= received_at THEN NULL
               WHEN late = 'skip' OR %(now)s::timestamptz - planned_at > late_within THEN 'late'
           END AS skip_reason,
           greatest(
               CASE WHEN is_late THEN %(now)s::timestamptz + grace ELSE planned_at END,
               CASE WHEN event_kind = 'moved' THEN anchor_at + interval '10 minutes'
                    WHEN recipe = 'pending_payment' THEN booked_at + interval '2 hours' END) AS due_at
    FROM limited OFFSET 0
),
-- Pairs without an anchor stay as a mark that they are eligible.
wished AS MATERIALIZED (
    SELECT booking_id, solution_id, CASE WHEN anchor_at IS NOT NULL THEN occurrence END AS occurrence, event_id,
           version, planned_at, due_at, deadline, wish_zone AS zone, anchor_local::date AS anchor_on, is_late,
           coalesce(skip_reason, CASE WHEN is_late AND is_imported AND planned_at <= received_at THEN 'imported'
                                      WHEN due_at >= deadline THEN 'deadline' END, '') AS reason,
           CASE WHEN skip_reason IS NOT NULL THEN 'skipped'
                WHEN is_late AND is_imported AND planned_at <= received_at THEN 'held'
                WHEN due_at >= deadline THEN 'expired'
                ELSE 'planned' END AS state
    FROM decided
),
existing AS (
    SELECT booking_id, solution_id, occurrence, event_id, state, reason, planned_at, due_at, deadline, eligible_at,
           zone, anchor_on, is_late, is_pinned, solution_version, state IN ('planned', 'held') AS is_open
    FROM planning_task
    WHERE agency_id = %(agency)s AND booking_id = ANY (%(bookings)s::bigint[])
      AND (%(solutions)s::bigint[] IS NULL OR solution_id = ANY (%(solutions)s::bigint[]))
),
-- What is there beside what is wished. `keeps`: P is the same, so only V and the version may follow.
compared AS (
    SELECT coalesce(w.booking_id, t.booking_id) AS booking_id, coalesce(w.solution_id, t.solution_id) AS solution_id,
           coalesce(w.occurrence, t.occurrence) AS occurrence, w.event_id, w.version, w.state AS fresh_state,
           w.reason AS fresh_reason, w.planned_at, w.due_at AS fresh_due_at, w.deadline, w.zone, w.anchor_on, w.is_late,
           t.state AS old_state, t.reason AS old_reason, t.planned_at AS old_planned_at, t.due_at AS old_due_at,
           t.deadline AS old_deadline, t.eligible_at AS old_eligible_at, t.zone AS old_zone,
           t.anchor_on AS old_anchor_on, t.is_late AS old_is_late, t.is_pinned, t.solution_version AS old_version,
           t.is_open, t.event_id AS old_event_id, w.occurrence IS NULL AS is_unwished,
           CASE WHEN t.is_open THEN t.planned_at = w.planned_at WHEN t.state IN ('skipped', 'expired')
                THEN t.planned_at = w.planned_at AND t.deadline IS NOT DISTINCT FROM w.deadline ELSE false END AS keeps
    FROM existing t
    FULL JOIN (SELECT * FROM wished WHERE occurrence IS NOT NULL) AS w
      ON w.booking_id = t.booking_id AND w.solution_id = t.solution_id AND w.occurrence = t.occurrence
),
changes AS (
    SELECT *,
           CASE
               WHEN is_unwished THEN 'withdrawn'
               WHEN keeps AND is_open AND old_due_at >= deadline THEN 'expired'
               WHEN keeps THEN old_state
               WHEN old_state = 'withdrawn' AND old_reason = 'off' AND is_late THEN 'expired'
               WHEN is_open AND is_pinned AND stays_pinned
               THEN CASE WHEN old_due_at >= deadline THEN 'expired' ELSE old_state END
               WHEN old_state = 'held' AND old_reason = 'by_person' AND fresh_state = 'planned' THEN 'held'
               ELSE fresh_state
           END AS state,
           CASE
               WHEN is_unwished THEN CASE
                   WHEN NOT EXISTS (SELECT FROM planning_solution s
                                    WHERE s.agency_id = %(agency)s AND s.id = solution_id AND s.is_active
                                      AND s.deleted_at IS NULL) THEN 'off'
                   WHEN (booking_id, solution_id) IN (SELECT w.booking_id, w.solution_id FROM wished w)
                   THEN 'moved_back'
                   WHEN (SELECT b.status FROM bookings_booking b WHERE b.agency_id = %(agency)s
                                                                   AND b.id = verdict.booking_id)
                        IN ('cancelled', 'rejected') THEN 'cancelled'
                   ELSE 'conditions' END
               WHEN keeps AND is_open AND old_due_at >= deadline THEN 'deadline'
               WHEN keeps THEN old_reason
               WHEN old_state = 'withdrawn' AND old_reason = 'off' AND is_late THEN 'off'
               WHEN is_open AND is_pinned AND stays_pinned
               THEN CASE WHEN old_due_at >= deadline THEN 'deadline' ELSE old_reason END
               WHEN old_state = 'held' AND old_reason = 'by_person' AND fresh_state = 'planned' THEN 'by_person'
               ELSE fresh_reason
           END AS reason
    FROM (
        SELECT *, fresh_state = 'planned' OR fresh_reason IN ('late', 'superseded', 'edit', 'existing')
                  AS stays_pinned
        FROM compared
    ) AS verdict
    WHERE old_state IS NULL
       OR (is_unwished AND is_open)
       OR (NOT is_unwished AND old_state NOT IN ('done', 'executing', 'failed')
           AND (old_state, old_reason) <> ('skipped', 'by_person')
           AND (NOT keeps OR deadline IS DISTINCT FROM old_deadline OR anchor_on IS DISTINCT FROM old_anchor_on
                OR (is_open AND (version <> old_version OR old_due_at >= deadline))))
),
written AS (
    INSERT INTO planning_task (
        agency_id, solution_id, booking_id, occurrence, event_id, state, reason, planned_at, due_at, deadline,
        eligible_at, zone, anchor_on, is_late, is_pinned, solution_version, changed_at)
    SELECT %(agency)s, solution_id, booking_id, occurrence,
           CASE WHEN is_unwished THEN old_event_id ELSE event_id END, state, reason,
           CASE WHEN is_unwished THEN old_planned_at ELSE planned_at END,
           CASE WHEN is_unwished OR keeps OR (is_open AND is_pinned AND stays_pinned) THEN old_due_at
                ELSE fresh_due_at END,
           CASE WHEN is_unwished THEN old_deadline ELSE deadline END,
           CASE WHEN is_unwished OR keeps THEN old_eligible_at ELSE %(now)s::timestamptz END,
           CASE WHEN is_unwished THEN old_zone ELSE zone END,
           CASE WHEN is_unwished THEN old_anchor_on ELSE anchor_on END,
           CASE WHEN is_unwished OR keeps THEN old_is_late ELSE is_late END,
           coalesce(is_pinned, false),
           CASE WHEN is_unwished OR (keeps AND NOT is_open) THEN old_version ELSE version END,
           %(now)s::timestamptz
    FROM changes
    ON CONFLICT (agency_id, booking_id, solution_id, occurrence) DO UPDATE SET
        event_id = excluded.event_id, state = excluded.state, reason = excluded.reason,
        planned_at = excluded.planned_at, due_at = excluded.due_at, deadline = excluded.deadline,
        eligible_at = excluded.eligible_at, zone = excluded.zone, anchor_on = excluded.anchor_on, is_late = excluded.is_late,
        is_pinned = excluded.is_pinned, solution_version = excluded.solution_version, changed_at = excluded.changed_at
    WHERE planning_task.state <> 'done' AND (planning_task.state, planning_task.reason) <> ('skipped', 'by_person')
    RETURNING xmax = 0 AS is_added, state, due_at
)
SELECT count(*) FILTER (WHERE is_added),
       count(*) FILTER (WHERE NOT is_added AND state NOT IN ('withdrawn', 'expired')),
       count(*) FILTER (WHERE NOT is_added AND state = 'withdrawn'),
       count(*) FILTER (WHERE NOT is_added AND state = 'expired'),
       min(due_at) FILTER (WHERE state = 'planned')
FROM written
