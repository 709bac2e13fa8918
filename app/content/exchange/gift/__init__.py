"""GIFT, the plain-text notation of Moodle."""
