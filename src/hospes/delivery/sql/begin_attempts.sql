-- Write the attempts of messages that are being marked, in the same commit.
-- params: agency_ids bigint[], message_ids bigint[], numbers smallint[], generations smallint[], channel text, provider text, worker text, now timestamptz
INSERT INTO delivery_attempt (
    agency_id, message_id, number, generation, channel, provider, worker, started_at, outcome, code, detail, provider_id
)
SELECT agency_id, message_id, number, generation, %(channel)s, %(provider)s, %(worker)s, %(now)s, '', '', '', ''
FROM unnest(%(agency_ids)s::bigint[], %(message_ids)s::bigint[], %(numbers)s::smallint[], %(generations)s::smallint[])
    AS m (agency_id, message_id, number, generation)
ON CONFLICT (agency_id, message_id, generation, number) DO UPDATE SET worker = excluded.worker
RETURNING message_id, id
