"""Documents as structured e-invoices: from rows to `portal.einvoice.EInvoice`, checked, and offered when valid."""
