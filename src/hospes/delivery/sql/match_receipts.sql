-- All receipts of some messages, with the channel of each.
-- params: agency_id bigint, message_ids bigint[]
SELECT r.message_id, r.kind, m.channel
FROM delivery_receipt r
JOIN dispatch_message m ON m.id = r.message_id AND m.agency_id = r.agency_id
WHERE r.agency_id = %(agency_id)s::bigint AND r.message_id = ANY(%(message_ids)s::bigint[])
