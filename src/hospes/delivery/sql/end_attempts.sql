-- Write how attempts ended; each ends once.
-- params: agency_ids bigint[], message_ids bigint[], numbers smallint[], generations smallint[], outcomes text[], codes text[], details text[], provider_ids text[], now timestamptz
UPDATE delivery_attempt a
SET ended_at = %(now)s, outcome = o.outcome, code = o.code, detail = o.detail, provider_id = o.provider_id
FROM unnest(
    %(agency_ids)s::bigint[], %(message_ids)s::bigint[], %(numbers)s::smallint[], %(generations)s::smallint[],
    %(outcomes)s::text[], %(codes)s::text[], %(details)s::text[], %(provider_ids)s::text[]
) AS o (agency_id, message_id, number, generation, outcome, code, detail, provider_id)
WHERE a.agency_id = o.agency_id AND a.message_id = o.message_id AND a.generation = o.generation
    AND a.number = o.number AND a.ended_at IS NULL
