"""Documents as PDFs: drawn once, at once or by a worker, and kept."""
