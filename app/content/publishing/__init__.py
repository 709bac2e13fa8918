"""What is in service: read and parsed once for every version, kept on disk, watched, swapped in one step."""
