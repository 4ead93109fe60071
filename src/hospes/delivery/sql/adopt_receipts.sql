-- Tie receipts that came before their message had its provider's name to that message.
-- params: message_ids bigint[]
UPDATE delivery_receipt r
SET message_id = m.id
FROM dispatch_message m
WHERE m.id = ANY (%(message_ids)s::bigint[]) AND m.provider_id <> ''
    AND r.agency_id = m.agency_id AND r.provider = m.provider AND r.provider_id = m.provider_id
    AND r.message_id IS NULL
RETURNING r.agency_id, r.message_id
