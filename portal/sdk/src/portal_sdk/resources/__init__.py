"""What can be called, a class a noun."""
