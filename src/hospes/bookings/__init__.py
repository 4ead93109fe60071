"""People, properties, portals, bookings, and what happened to them.

Owns: `Person`, `Property`, `Portal`, `Booking`, `Event`, `Payment`, `Review`, `Permission`, `ConsentRecord`,
`Import`.

Promises: `receive_bookings` is idempotent, ignores versions that are older than what is known, and derives
every event; events are only ever added. The verbs for single bookings (`confirm_`, `move_`, `cancel_`,
`reinstate_booking`, `record_payment`, `record_review`, `record_event`) derive the same events. All of them
run in the caller's transaction and give `Received`: which booking, what became of it, which other bookings
may have to be planned again.

Consents are a history that only grows; `permissions.allowed` is the law, and a stop word or a refusal counts
for everybody at the address. Secrets come in with bookings and properties and never go out in clear.

States: a booking's status is *inquiry, pending, confirmed, rejected, cancelled, completed* or *no_show*; from
cancelled, rejected and no_show it comes back by *reinstated*. `sources` read files and feeds; nothing of a
source's own words goes further than there.
"""
