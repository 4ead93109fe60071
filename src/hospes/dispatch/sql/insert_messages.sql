-- Insert the messages of executed tasks, all at once; one that is there already stays as it is (S18).
-- params: task_id bigint[], notification smallint[], role text[], person_id bigint[], to_name text[], to_address text[], cc text[], bcc text[], channel text[], chain text[], provider text[], is_critical boolean[], is_test boolean[], template text[], language text[], subject text[], html text[], text text[], parts smallint[], state text[], reason text[], now timestamptz
INSERT INTO dispatch_message (
    public_id, generation, agency_id, task_id, solution_id, booking_id, person_id, notification, role, to_name,
    to_address, cc, bcc, channel, chain, lane, purpose, kind, is_critical, is_late, is_test, template, language,
    subject, html, text, parts, credits, state, reason, queued_at, send_at, deadline, attempts, repeats, lookups,
    provider, provider_id, changed_at
)
SELECT
    gen_random_uuid(), 1, t.agency_id, t.id, t.solution_id, t.booking_id, nullif(m.person_id, 0), m.notification,
    m.role, m.to_name, m.to_address, coalesce(string_to_array(nullif(m.cc, ''), chr(31)), '{}'), coalesce(string_to_array(nullif(m.bcc, ''), chr(31)), '{}'),
    m.channel, m.chain::jsonb, CASE s.kind WHEN 'marketing' THEN 2 ELSE 1 END, s.purpose, s.kind, m.is_critical,
    t.is_late, m.is_test, m.template, m.language, m.subject, m.html, m.text, m.parts, 0, m.state, m.reason, %(now)s,
    %(now)s, t.deadline, 0, 0, 0, m.provider, '', %(now)s
FROM unnest(
    %(task_id)s::bigint[], %(notification)s::smallint[], %(role)s::text[], %(person_id)s::bigint[],
    %(to_name)s::text[], %(to_address)s::text[], %(cc)s::text[], %(bcc)s::text[], %(channel)s::text[],
    %(chain)s::text[], %(provider)s::text[], %(is_critical)s::boolean[], %(is_test)s::boolean[],
    %(template)s::text[], %(language)s::text[], %(subject)s::text[], %(html)s::text[], %(text)s::text[],
    %(parts)s::smallint[], %(state)s::text[], %(reason)s::text[]
) AS m (
    task_id, notification, role, person_id, to_name, to_address, cc, bcc, channel, chain, provider, is_critical,
    is_test, template, language, subject, html, text, parts, state, reason
)
JOIN planning_task t ON t.id = m.task_id
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
ON CONFLICT (agency_id, task_id, notification, to_address) WHERE task_id IS NOT NULL DO NOTHING
RETURNING task_id
