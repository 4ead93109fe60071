"""Figures, time saved, timelines, health: reads all, writes nothing."""
