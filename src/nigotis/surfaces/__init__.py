"""The doors: HTTP, MCP, command line and worker. No business rule lives here."""
