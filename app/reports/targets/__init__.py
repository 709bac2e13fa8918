"""What the group wants its key figures to be, year by year: the overview shows it beside what they are."""
