-- Store receipts once each, tied to their message by our id or the provider's, where it is known.
-- params: agency_id bigint, provider text, event_ids text[], kinds text[], at timestamptz[], public_ids uuid[], provider_ids text[], details text[], raws text[], now timestamptz
INSERT INTO delivery_receipt (
    agency_id, message_id, provider, event_id, kind, at, recorded_at, detail, raw, provider_id
)
SELECT %(agency_id)s::bigint, m.id, %(provider)s::text, r.event_id, r.kind, r.at, %(now)s::timestamptz, r.detail,
    r.raw::jsonb, left(r.provider_id, 300)
FROM unnest(
    %(event_ids)s::text[], %(kinds)s::text[], %(at)s::timestamptz[], %(public_ids)s::uuid[],
    %(provider_ids)s::text[], %(details)s::text[], %(raws)s::text[]
) AS r (event_id, kind, at, public_id, provider_id, detail, raw)
LEFT JOIN LATERAL (
    SELECT id FROM dispatch_message
    WHERE agency_id = %(agency_id)s::bigint
        AND (public_id = r.public_id
            OR (r.public_id IS NULL AND r.provider_id <> '' AND provider_id = r.provider_id
                AND provider = %(provider)s::text))
    ORDER BY id
    LIMIT 1
) AS m ON true
ON CONFLICT (agency_id, provider, event_id) DO NOTHING
RETURNING message_id
