"""What is stored about one person and is no job, corrected by HR: name, staff number, e-mail, language, time zone."""
