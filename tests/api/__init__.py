"""The JSON API as the firm's backend meets it."""
