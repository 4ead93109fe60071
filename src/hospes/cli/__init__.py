"""The `hospes` command."""
