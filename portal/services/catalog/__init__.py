"""What documents are made from and settled with: customers, items, taxes, payments."""
