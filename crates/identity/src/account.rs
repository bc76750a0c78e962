//! Accounts: who a person is to the provider, and whether she may act.

pub use oauth::acr::Level;

store::id!(
    /// A person's account; also the `sub` of her tokens.
    pub AccountId
);
