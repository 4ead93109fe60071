-- The files that go along with messages, in order.
-- params: agency_ids bigint[], message_ids bigint[]
SELECT f.message_id, f.name, f.content_type, f.content_id, f.content
FROM unnest(%(agency_ids)s::bigint[], %(message_ids)s::bigint[]) AS m (agency_id, id)
JOIN dispatch_attachment f ON f.agency_id = m.agency_id AND f.message_id = m.id
ORDER BY f.message_id, f.position
