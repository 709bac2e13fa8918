"""A course on its way out: as the folder it is, in a package, or as data for other programs."""
