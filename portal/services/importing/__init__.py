"""Documents that were issued elsewhere and are kept here as they are."""
