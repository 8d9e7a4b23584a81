"""Who may see and record deals, and read the results."""

import rules

from accounts.models import Role
from accounts.rules import has_role

reads_deals = has_role(Role.MANAGER, Role.DEALS, Role.MATCHMAKER, Role.VIEWER, Role.AUDITOR)
records_deals = has_role(Role.MANAGER, Role.DEALS)

rules.add_perm("contracts.view_agreement", reads_deals)
rules.add_perm("contracts.change_agreement", records_deals)
rules.add_perm("contracts.view_results", reads_deals)
rules.add_perm("contracts.file_report", records_deals)
