-- What the rules want of the bookings: each wished occurrence with its instants, as if nothing were there yet.
-- params: agency bigint, now timestamptz, edited boolean
choices AS MATERIALIZED (
    SELECT
-- include: choice_columns
    FROM planning_alternative
    WHERE agency_id = %(agency)s AND solution_id IN (SELECT solution_id FROM rules)
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
           d.occurrence AS done_occurrence, d.anchor_on AS done_on,
           -- What keeps an eligible pair from being wished: another booking speaks for the stay, or the guest said no.
           CASE WHEN (r.speaker = 'first' AND f.continues) OR (r.speaker = 'last' AND f.goes_on) THEN 'stitched'
                WHEN r.needs_permission AND CASE r.kind WHEN 'service' THEN r.guest_channels <@ f.refused
                                                 ELSE (r.guest_channels && f.granted) IS NOT TRUE END
                THEN 'opted_out' END AS hindrance
    FROM facts f
    CROSS JOIN rules r
    -- The events that the rule counts from, numbered; moves not more than 10 minutes apart are one, and none
    -- when they lead back to the dates before (S12).
    LEFT JOIN LATERAL (
        SELECT v.id AS event_id, v.at, v.ordinal - 1 AS series
        FROM bookings_event v
        WHERE v.agency_id = %(agency)s AND v.booking_id = f.booking_id AND v.kind = r.event_kind
          AND r.event_kind NOT IN ('', 'moved')
          AND (r.event_by = '' OR (r.event_by = 'guest') = coalesce(v.details ->> 'by' IN ('guest', 'client'), false))
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
-- include: conditions
    )
      AND (r.message_group_id IS NULL OR r.message_group_id = f.group_id)
      -- S30: no request to a no-show, none after a review.
      AND (r.recipe <> 'review_request' OR (f.status <> 'no_show' AND NOT EXISTS (
          SELECT FROM bookings_event v WHERE v.agency_id = %(agency)s AND v.booking_id = f.booking_id
                                         AND v.kind = 'review_received')))
      -- S16: a pair that has a task stays in scope.
      AND (r.scope_since IS NULL OR f.received_at >= r.scope_since OR EXISTS (
          SELECT FROM planning_task t WHERE t.booking_id = f.booking_id AND t.solution_id = r.solution_id
                                        AND t.agency_id + 0 = %(agency)s))
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
               -- News of a stay is none when the stay is over; owners are told of it even so.
               WHEN event_kind <> ''
               THEN least(planned_at + interval '48 hours', CASE WHEN tells_of_stay THEN departure_at END)
               ELSE least(
                   -- S29: what asks for a payment ends when it is paid or cancelled.
                   CASE WHEN (anchor = 'payment_due' OR recipe = 'pending_payment') AND paid >= total THEN coalesce((
                       SELECT max(v.at) FROM bookings_event v
                       WHERE v.agency_id = %(agency)s AND v.booking_id = timed.booking_id AND v.kind = 'paid'),
                       received_at) END,
                   CASE WHEN (anchor = 'payment_due' OR recipe = 'pending_payment')
                             AND status IN ('cancelled', 'rejected') THEN status_at END,
                   CASE WHEN anchor = 'payment_due' THEN NULL
                        WHEN anchor = 'last_visit' THEN (
                            SELECT min(n.booked_at)
                            FROM (
                                SELECT timed.guest_id AS id
                                UNION ALL
                                SELECT same.id FROM bookings_person same
                                WHERE same.address_key = timed.address_key AND same.agency_id + 0 = %(agency)s
                                  AND timed.address_key <> '' AND same.id <> timed.guest_id
                            ) AS guest
                            CROSS JOIN LATERAL (
                                SELECT n.booked_at FROM bookings_booking n
                                WHERE n.guest_id = guest.id AND n.agency_id + 0 = %(agency)s
                                  AND n.id <> timed.booking_id AND n.arrival >= timed.departure
                                  AND n.status IN ('pending', 'confirmed', 'completed')
                                OFFSET 0
                            ) AS n)
                        WHEN anchor = 'booked' OR (anchor = 'arrival' AND planned_at < anchor_at AND NOT is_instruction)
                        THEN arrival_at
                        WHEN anchor = 'departure' AND planned_at >= anchor_at
                        THEN hospes_instant(departure_local + interval '14 days', property_zone)
                        ELSE departure_at END)
           END AS deadline
    FROM timed OFFSET 0
),
-- One decision per wish, as if nothing were there yet.
decided AS (
    SELECT *,
           coalesce(skip_reason, CASE WHEN is_late AND is_imported AND planned_at <= received_at THEN 'imported'
                                      WHEN due_at >= deadline THEN 'deadline' WHEN is_paying THEN 'paying' END, '')
               AS reason,
           CASE WHEN skip_reason IS NOT NULL THEN 'skipped'
                WHEN is_late AND is_imported AND planned_at <= received_at THEN 'held'
                WHEN due_at >= deadline THEN 'expired' WHEN is_paying THEN 'held' ELSE 'planned' END AS state
    FROM (SELECT *, recipe = 'pending_payment'
           -- Whoever has not paid after two hours is not paying any more; release_waiting_tasks lets the held go.
           AND (paying_since > %(now)s::timestamptz - interval '2 hours') IS TRUE AS is_paying,
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
    FROM limited OFFSET 0) AS skipped OFFSET 0
)
