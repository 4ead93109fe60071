"""The independent reference: planner and simulated run in pure Python, written from semantics.md alone.

It knows no Django, no database and nothing of `hospes`. READINGS.md lists how it reads what is open there.
"""
