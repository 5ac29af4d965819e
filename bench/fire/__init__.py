"""What `bench faults` and `bench kill` share: a copy of the product that can be hurt, people who write to it, and a judge."""
