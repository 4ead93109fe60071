-- Write how attempts ended; each ends once.
-- params: ids bigint[], outcomes text[], codes text[], details text[], provider_ids text[], now timestamptz
UPDATE delivery_attempt a
SET ended_at = %(now)s, outcome = o.outcome, code = o.code, detail = o.detail, provider_id = o.provider_id
FROM unnest(
    %(ids)s::bigint[], %(outcomes)s::text[], %(codes)s::text[], %(details)s::text[], %(provider_ids)s::text[]
) AS o (id, outcome, code, detail, provider_id)
WHERE a.id = o.id AND a.id = ANY(%(ids)s::bigint[]) AND a.ended_at IS NULL
