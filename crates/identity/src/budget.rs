//! Budgets: how often a thing may be done within any hour.
