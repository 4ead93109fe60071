"""Tags that draw parts of pages."""
