"""Tickets: a minute's right of one session to fetch one thing, a few times."""
