"""Pages about rules, and about assigning by hand."""

from app.programmes.rules.views import assigning, previewing, rules, running

PAGES = (assigning, previewing, rules, running)
