"""Documents as they are read: lists, sums, one whole document, the overview; in the words of pages and API."""
