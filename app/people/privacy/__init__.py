"""What people may ask about their own data: file, access log, correction, erasure."""
