-- Everything that the messages of some tasks may need to know, one row a task; columns are named group.column.
-- params: task_ids bigint[]
SELECT
    t.id AS "task.id", t.agency_id AS "task.agency_id", t.solution_id AS "task.solution_id",
    t.booking_id AS "task.booking_id", t.occurrence AS "task.occurrence", t.deadline AS "task.deadline",
    t.is_late AS "task.is_late", t.corrects AS "task.corrects", t.anchor_on AS "task.anchor_on",
    s.purpose AS "task.purpose", s.kind AS "task.kind", s.recipe AS "task.recipe", s.anchor AS "task.anchor",
    s.event_kind AS "task.event_kind", s.repeat_times AS "task.repeat_times", s.action AS "task.action",
    s.reward AS "task.reward", s.stitches AND a.stitches_stays AS "task.stitches", s.is_system AS "task.is_system",
    s.is_critical OR s.recipe IN ('instructions', 'pending_payment') AS "task.is_critical",
    s.specificity AS "task.specificity", s.position AS "task.position", s.is_sandbox OR a.is_sandbox AS "task.is_sandbox",
    b.sends_email AS "task.sends_email", b.sends_sms AS "task.sends_sms",
    a.name AS "agency.name", a.timezone AS "agency.timezone", a.languages AS "agency.languages",
    a.email AS "agency.email", a.phone AS "agency.phone", a.address AS "agency.address",
    a.website AS "agency.website", a.tester_email AS "agency.tester_email", a.iban AS "agency.iban",
    a.bic AS "agency.bic", a.account_holder AS "agency.account_holder", a.footer AS "agency.footer",
    a.secrets_need_payment AS "agency.secrets_need_payment",
    a.settles_payments_elsewhere AS "agency.settles_payments_elsewhere",
    b.reference AS "booking.reference", b.status AS "booking.status", b.booked_at AS "booking.booked_at",
    b.arrival AS "booking.arrival", b.departure AS "booking.departure", b.starts_at AS "booking.starts_at",
    b.ends_at AS "booking.ends_at", b.adults AS "booking.adults", b.children AS "booking.children",
    b.total AS "booking.total", b.paid AS "booking.paid", b.currency AS "booking.currency",
    b.payment_due AS "booking.payment_due", b.payment_method AS "booking.payment_method",
    b.language AS "booking.language", b.notes AS "booking.notes", b.custom AS "booking.custom",
    b.tags AS "booking.tags", b.cancelled_by AS "booking.cancelled_by", b.has_card AS "booking.has_card",
    b.charge_on AS "booking.charge_on", b.codes AS "booking.codes", b.secrets AS "booking.secrets",
    b.is_paid_at_once AS "booking.is_paid_at_once", v.rating AS "booking.rating",
    o.name AS "portal.name",
    r.name AS "property.name", r.timezone AS "property.timezone", r.check_in AS "property.check_in",
    r.check_out AS "property.check_out", r.language AS "property.language", r.city AS "property.city",
    r.country AS "property.country", r.address AS "property.address", r.instructions AS "property.instructions",
    r.texts AS "property.texts", r.tags AS "property.tags", r.secrets AS "property.secrets",
    r.information AS "property.information",
    e.kind AS "event.kind", e.at AS "event.at", e.details || coalesce(i.details, '{}') AS "event.details",
    g.id AS "guest.id", g.name AS "guest.name", g.email AS "guest.email", g.phone AS "guest.phone",
    g.language AS "guest.language", g.country AS "guest.country",
    c.id AS "client.id", c.name AS "client.name", c.email AS "client.email", c.phone AS "client.phone",
    c.language AS "client.language", c.country AS "client.country",
    w.id AS "owner.id", w.name AS "owner.name", w.email AS "owner.email", w.phone AS "owner.phone",
    w.language AS "owner.language", w.country AS "owner.country",
    h.id AS "agent.id", h.name AS "agent.name", h.email AS "agent.email", h.phone AS "agent.phone",
    h.language AS "agent.language", h.country AS "agent.country"
FROM planning_task t
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
JOIN agencies_agency a ON a.id = t.agency_id
JOIN bookings_booking b ON b.id = t.booking_id AND b.agency_id = t.agency_id
JOIN bookings_portal o ON o.id = b.portal_id AND o.agency_id = b.agency_id
JOIN bookings_property r ON r.id = b.property_id AND r.agency_id = b.agency_id
JOIN bookings_person g ON g.id = b.guest_id AND g.agency_id = b.agency_id
LEFT JOIN bookings_person c ON c.id = b.client_id AND c.agency_id = b.agency_id
LEFT JOIN bookings_person w ON w.id = r.owner_id AND w.agency_id = r.agency_id
LEFT JOIN bookings_person h ON h.id = b.agent_id AND h.agency_id = b.agency_id
LEFT JOIN bookings_event e ON e.id = t.event_id AND e.agency_id = t.agency_id
-- Moves not more than 10 minutes apart are one (S12): what was before is what the first of them left.
LEFT JOIN LATERAL (
    SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each(v.details) WHERE starts_with(key, 'old_')) AS details
    FROM bookings_event v
    WHERE e.kind = 'moved' AND v.kind = 'moved' AND v.agency_id = e.agency_id AND v.booking_id = e.booking_id
        AND v.ordinal < e.ordinal
        AND NOT EXISTS (
            SELECT FROM bookings_event u
            JOIN bookings_event n ON n.agency_id = u.agency_id AND n.booking_id = u.booking_id AND n.kind = u.kind
                AND n.ordinal = u.ordinal + 1
            WHERE u.agency_id = e.agency_id AND u.booking_id = e.booking_id AND u.kind = 'moved'
                AND u.ordinal BETWEEN v.ordinal AND e.ordinal - 1 AND n.at - u.at > interval '10 minutes'
        )
    ORDER BY v.ordinal
    LIMIT 1
) i ON true
LEFT JOIN LATERAL (
    SELECT w.rating FROM bookings_review w
    WHERE w.agency_id = b.agency_id AND w.booking_id = b.id AND w.rating IS NOT NULL
    ORDER BY w.at DESC, w.id DESC LIMIT 1
) AS v ON true
WHERE t.id = ANY(%(task_ids)s::bigint[])
