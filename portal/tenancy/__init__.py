"""Fence and wall. The fence is on the session and keeps honest code honest; the wall is in the database and holds
when the fence is forgotten. Both follow one declaration per table, `Ownership`."""
