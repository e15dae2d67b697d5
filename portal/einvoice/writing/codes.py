"""Codes that decide how something is written: which documents are credit notes, and codes that each syntax has its own
of."""

# UNTDID 1001, those that EN 16931 takes as credit notes (BR-CL-01): in UBL they have a root of their own.
CREDIT_NOTE_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})

# The VAT point (BT-8) on invoice date, delivery or payment: UNTDID 2005 in UBL, UNTDID 2475 in CII.
CII_TAX_POINTS = {"3": "5", "35": "29", "432": "72"}
UBL_TAX_POINTS = {theirs: ours for ours, theirs in CII_TAX_POINTS.items()}
