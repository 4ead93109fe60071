"""Page parts shared by the back office and the guests' pages: layout, components, static files."""
