//! Pages of the desk about people.
