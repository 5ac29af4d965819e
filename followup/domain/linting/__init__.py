"""Checking of words before they are published: discretion, stigma, promises, plainness, links, places, translations."""
