"""What the API takes and gives, as pydantic models, a module a noun."""
