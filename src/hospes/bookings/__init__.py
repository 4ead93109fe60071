"""People, properties, portals, bookings, and what happened to them.

Owns: `Person`, `Property`, `Portal`, `Booking`, `Event`, `Payment`.
Promises: `receive_bookings` is idempotent, ignores versions that are older than what is known, and derives
every event; events are only ever added.
"""
