"""What strangers, providers and a broken broker throw at the product; bench/siege.py plays it."""
