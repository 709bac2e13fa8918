"""Pictures of figures, as SVG made on the server."""
