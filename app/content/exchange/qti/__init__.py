"""IMS Question and Test Interoperability: versions 2.1, 2.2 and 3 as items, version 1.2 in packages and cartridges."""
