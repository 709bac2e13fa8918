"""Naming another person in a form: by staff number, name, pinyin, initials or e-mail, within what the reader may see."""
