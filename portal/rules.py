"""Who may bring a whole workbook in."""

import rules

from accounts.rules import is_manager

rules.add_perm("portal.import_workbook", is_manager)
