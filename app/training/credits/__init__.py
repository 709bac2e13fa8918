"""Pages about the training ledger: its entries, training outside the house, rules of continuing education, certificates of hours."""
