//! Linked services: what a person has entered, and services to find.
