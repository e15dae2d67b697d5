"""The pages, a blueprint a noun; the guard in front of them, and what every answer of theirs has in common."""
