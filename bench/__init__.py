"""Measurements that start their own servers and say what they found in one line of JSON."""
