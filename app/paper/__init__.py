"""Making PDFs: typst in a limited child process, with fonts of our own for Chinese and English."""
