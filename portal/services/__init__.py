"""What the portal does, a module a noun: plain functions `verb_noun(visit, …)` that know nothing of HTTP."""
