-- Give executed tasks their end: done, held, skipped, expired or failed, with reason and details.
-- params: ids bigint[], states text[], reasons text[], details text[], now timestamptz
UPDATE planning_task t
SET state = f.state, reason = f.reason, details = f.details::jsonb,
    executed_at = CASE WHEN f.state = 'done' THEN %(now)s ELSE t.executed_at END, changed_at = %(now)s
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(details)s::text[])
    AS f (id, state, reason, details)
WHERE t.id = f.id AND t.id = ANY(%(ids)s::bigint[]) AND t.state NOT IN ('done', 'skipped', 'withdrawn', 'expired', 'failed')
