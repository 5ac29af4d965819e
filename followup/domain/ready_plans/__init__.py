"""The plans a clinic starts with: their steps and their words, in plain English and Spanish. Off until somebody turns them on."""
