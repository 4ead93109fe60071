-- Count the coming guests of an agency by language (its base code), and who of them allows marketing.
-- params: agency bigint, today date
SELECT split_part(lower(replace(coalesce(nullif(g.language, ''), b.language), '_', '-')), '-', 1) AS language,
       count(DISTINCT g.id) AS people,
       array_remove(array_agg(DISTINCT p.channel), NULL) AS marketing
FROM bookings_booking b
JOIN bookings_person g ON g.id = b.guest_id AND g.agency_id = b.agency_id
LEFT JOIN bookings_permission p ON p.person_id = g.id AND p.agency_id = g.agency_id AND p.kind = 'marketing'
                                   AND p.is_allowed
WHERE b.agency_id = %(agency)s AND b.arrival >= %(today)s::date AND b.status IN ('inquiry', 'pending', 'confirmed')
GROUP BY 1
ORDER BY 2 DESC, 1
