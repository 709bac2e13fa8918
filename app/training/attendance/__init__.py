"""Who came: sheets to sign, what they say, and the hours that follow from it."""
