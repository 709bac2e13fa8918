"""The commands of `flask courses`. Checking and fixing need no application, no settings and no database."""
