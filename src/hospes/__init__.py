"""Hospes: what an agency says to guests, clients, owners and agents around bookings, automated."""

__version__ = "0.1.0"
