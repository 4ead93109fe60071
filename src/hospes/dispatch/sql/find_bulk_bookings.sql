-- Bookings that a bulk message is for, by arrival.
-- params: agency_id bigint, statuses text[], arrival_from date, arrival_until date, departure_from date, departure_until date, properties text[], portals text[], tags text[], words text, pattern text
SELECT b.id
FROM bookings_booking b
JOIN bookings_property r ON r.id = b.property_id AND r.agency_id = b.agency_id
JOIN bookings_portal o ON o.id = b.portal_id AND o.agency_id = b.agency_id
JOIN bookings_person g ON g.id = b.guest_id AND g.agency_id = b.agency_id
WHERE b.agency_id = %(agency_id)s::bigint
    AND (%(statuses)s::text[] = '{}' OR b.status = ANY(%(statuses)s::text[]))
    AND b.arrival >= coalesce(%(arrival_from)s::date, '-infinity')
    AND b.arrival <= coalesce(%(arrival_until)s::date, 'infinity')
    AND b.departure >= coalesce(%(departure_from)s::date, '-infinity')
    AND b.departure <= coalesce(%(departure_until)s::date, 'infinity')
    AND (%(properties)s::text[] = '{}' OR r.name = ANY(%(properties)s::text[]))
    AND (%(portals)s::text[] = '{}' OR o.name = ANY(%(portals)s::text[]))
    AND (%(tags)s::text[] = '{}' OR (b.tags::text[] || r.tags::text[]) && %(tags)s::text[])
    AND (%(words)s::text = '' OR upper(b.reference) = upper(%(words)s::text) OR g.name ILIKE %(pattern)s::text
        OR g.email ILIKE %(pattern)s::text)
ORDER BY b.arrival, b.id
