"""What every report has in common: what it is asked, what it answers, how that becomes a page, a workbook, a csv or a PDF.

A report is one file of `app.reports` that names a `REPORT`; `registry` finds it there. Read `model` first.
"""
