"""An embeddable self-service portal: one entity's invoices and documents for the client of an accounting firm.

Layers, each importing only downward: `api web cli demo` → `services` → `models`, the leaves
(`documents einvoice pdf exports reports tokens storage`) and `database` → `tenancy`.
The leaves import only `identity errors formats`. `tests/test_architecture.py` enforces it.
"""

__version__ = "0.1.0"
