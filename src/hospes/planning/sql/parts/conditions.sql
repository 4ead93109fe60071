-- The conditions: what an alternative (c) asks of the facts of a booking (f).
-- params: none
AND (c.statuses IS NULL OR f.status = ANY (c.statuses))
AND (c.payments IS NULL
     OR CASE WHEN f.total = 0 THEN 'zero_total' WHEN f.paid <= 0 THEN 'unpaid'
             WHEN f.paid < f.total THEN 'partly_paid' ELSE 'paid' END = ANY (c.payments))
AND (c.booking_tags_any IS NULL OR f.booking_tags::text[] && c.booking_tags_any)
AND (c.booking_tags_all IS NULL OR f.booking_tags::text[] @> c.booking_tags_all)
AND (c.booking_tags_none IS NULL OR NOT f.booking_tags::text[] && c.booking_tags_none)
AND (c.property_tags_any IS NULL OR f.property_tags::text[] && c.property_tags_any)
AND (c.property_tags_all IS NULL OR f.property_tags::text[] @> c.property_tags_all)
AND (c.property_tags_none IS NULL OR NOT f.property_tags::text[] && c.property_tags_none)
AND (c.portal_tags_any IS NULL OR f.portal_tags::text[] && c.portal_tags_any)
AND (c.portal_tags_all IS NULL OR f.portal_tags::text[] @> c.portal_tags_all)
AND (c.portal_tags_none IS NULL OR NOT f.portal_tags::text[] && c.portal_tags_none)
AND (c.owner_tags_any IS NULL OR f.owner_tags::text[] && c.owner_tags_any)
AND (c.owner_tags_all IS NULL OR f.owner_tags::text[] @> c.owner_tags_all)
AND (c.owner_tags_none IS NULL OR NOT coalesce(f.owner_tags::text[] && c.owner_tags_none, false))
AND (c.portals_any IS NULL OR f.portal = ANY (c.portals_any))
AND (c.portals_none IS NULL OR f.portal <> ALL (c.portals_none))
AND (c.properties_any IS NULL OR f.property = ANY (c.properties_any))
AND (c.properties_none IS NULL OR f.property <> ALL (c.properties_none))
AND (c.groups_any IS NULL OR f.message_group = ANY (c.groups_any))
AND (c.groups_none IS NULL OR coalesce(f.message_group <> ALL (c.groups_none), true))
AND (c.languages_any IS NULL OR ARRAY[f.language, split_part(f.language, '-', 1)] && c.languages_any)
AND (c.languages_none IS NULL OR NOT ARRAY[f.language, split_part(f.language, '-', 1)] && c.languages_none)
AND (c.lead_min IS NULL OR f.arrival_local::date - timezone(f.agency_zone, f.booked_at)::date >= c.lead_min)
AND (c.lead_max IS NULL OR f.arrival_local::date - timezone(f.agency_zone, f.booked_at)::date <= c.lead_max)
AND (c.nights_min IS NULL OR f.departure_local::date - f.arrival_local::date >= c.nights_min)
AND (c.nights_max IS NULL OR f.departure_local::date - f.arrival_local::date <= c.nights_max)
AND (c.party_min IS NULL OR f.party >= c.party_min) AND (c.party_max IS NULL OR f.party <= c.party_max)
AND ((c.seasons_in IS NULL AND c.seasons_out IS NULL) OR NOT EXISTS (
    SELECT FROM unnest(c.seasons_in || c.seasons_out) WITH ORDINALITY AS s (season, place)
    WHERE (s.place <= coalesce(cardinality(c.seasons_in), 0)) <> EXISTS (
        SELECT FROM generate_series(0, least(greatest(f.departure_local::date - f.arrival_local::date, 1),
                                             366) - 1) AS n,
                    LATERAL (SELECT (extract(month FROM f.arrival_local::date + n) * 100
                                     + extract(day FROM f.arrival_local::date + n))::int AS today) AS night
        WHERE CASE WHEN s.season / 10000 <= s.season %% 10000
                   THEN today BETWEEN s.season / 10000 AND s.season %% 10000
                   ELSE today >= s.season / 10000 OR today <= s.season %% 10000 END)))
