"""An `EInvoice` as XML: one module a syntax and a part of it, one tree builder, nothing computed on the way."""
