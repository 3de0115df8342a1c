"""Every operation as a tool of the Model Context Protocol, for assistants that hold an API key."""
