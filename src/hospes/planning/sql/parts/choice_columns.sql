-- Columns of an alternative; empty sets become NULL, which is the cheapest condition of all.
-- params: none
solution_id, position, nullif(statuses, '{}') AS statuses, nullif(payments, '{}') AS payments,
nullif(booking_tags_any, '{}') AS booking_tags_any, nullif(booking_tags_all, '{}') AS booking_tags_all,
nullif(booking_tags_none, '{}') AS booking_tags_none, nullif(owner_tags_any, '{}') AS owner_tags_any,
nullif(owner_tags_all, '{}') AS owner_tags_all, nullif(owner_tags_none, '{}') AS owner_tags_none,
nullif(property_tags_any, '{}') AS property_tags_any, nullif(property_tags_all, '{}') AS property_tags_all,
nullif(property_tags_none, '{}') AS property_tags_none, nullif(portal_tags_any, '{}') AS portal_tags_any,
nullif(portal_tags_all, '{}') AS portal_tags_all, nullif(portal_tags_none, '{}') AS portal_tags_none,
nullif(portals_any, '{}') AS portals_any, nullif(portals_none, '{}') AS portals_none,
nullif(properties_any, '{}') AS properties_any, nullif(properties_none, '{}') AS properties_none,
nullif(groups_any, '{}') AS groups_any, nullif(groups_none, '{}') AS groups_none,
nullif(languages_any, '{}') AS languages_any, nullif(languages_none, '{}') AS languages_none, lead_min,
lead_max, nights_min, nights_max, party_min, party_max, nullif(seasons_in, '{}') AS seasons_in,
nullif(seasons_out, '{}') AS seasons_out
