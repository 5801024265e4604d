"""The measures as data, the mark that ties a rule to its clause, and the trace from clause to code to test."""

from tanhui.law.refusal import Breach, Reason, Refusal, refuse
from tanhui.law.rules import Rule, find_breaches, require, rule

__all__ = ["Breach", "Reason", "Refusal", "Rule", "find_breaches", "refuse", "require", "rule"]
