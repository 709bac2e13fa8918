"""Courses from what their files say: order, ids, links, translations, pools; settled on versions without errors."""
