"""What a careful reviewer finds: one small pure function per rule, in one ordered list.

The completeness panel, the submit guard, the reviewer's page and ``export_report`` share
``find_all``. Codes, severities and rules: exchange-format.md "Finding codes".
"""

from reports.domain.checks.finding import ERROR, WARNING, Finding
from reports.domain.checks.registry import CHECKS, PROSE, Found, find, find_all

__all__ = ["CHECKS", "ERROR", "PROSE", "WARNING", "Finding", "Found", "find", "find_all"]
