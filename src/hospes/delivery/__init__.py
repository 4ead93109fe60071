"""Messages leave by a provider and receipts come back.

Owns: `Attempt`, `Receipt` (only ever added).
Promises: the marker is committed before the first byte leaves; what is ambiguous is resolved by the class
of the connection (keyed, lookup, blind) and never by a blind repetition.
"""
