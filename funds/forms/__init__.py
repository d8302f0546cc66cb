from funds.forms.entitlements import EntitlementForm
from funds.forms.rows import CorrectionForm, LooseningForm, RowFilter


__all__ = ["CorrectionForm", "EntitlementForm", "LooseningForm", "RowFilter"]
