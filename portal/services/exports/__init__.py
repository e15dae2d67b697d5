"""Many documents in one file: tables, and archives of PDFs."""
