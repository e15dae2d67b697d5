"""The JSON API of the firm's backend: a module a noun, its schemas beside it."""
