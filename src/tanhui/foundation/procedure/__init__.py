"""The chain of audit, panel, decision, public notice, filing and registration that articles 10 and 17 share."""
