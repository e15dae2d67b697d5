"""What all lists have in common: pages by key, questions, search."""
