"""Figures, health and exports: reads every room above, writes nothing.

Promises: figures come from the rows themselves at the moment of asking; nothing here changes anything.
"""
