"""The tests, which mirror portal/ folder by folder; `tests.support` holds what several of them share."""
