"""The web channel: conversations over plain HTTP, the pages, the server."""
