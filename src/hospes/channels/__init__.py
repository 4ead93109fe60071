"""How messages travel: channels, providers, and an agency's configured connections to them.

Owns: `Connection`.
Promises: a provider is one small object behind the `Provider` protocol; what its answer means
(accepted, refused, uncertain) is decided there and nowhere else.
"""
