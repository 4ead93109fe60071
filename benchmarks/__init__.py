"""Benchmarks: `python -m benchmarks [NAME]` starts them; README.md says how to write one."""
