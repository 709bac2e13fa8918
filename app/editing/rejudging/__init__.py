"""The desk's pages about answers to earlier versions of questions."""
