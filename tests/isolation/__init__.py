"""One entity never sees another: over every route, every link, every ticket, and with the walls taken down."""
