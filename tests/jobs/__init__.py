"""Background work, on both back ends."""
