"""Due tasks become messages: recipients resolved, words frozen, in one transaction without network.

Owns: `Message` and its states: queued → sending → sent → delivered; undelivered, undeliverable, suppressed,
held, uncertain, cancelled, each with a reason.
Promises: a task makes its messages exactly once.
"""
