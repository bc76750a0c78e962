//! What a service learns about a person: exactly the claims of the scopes she agreed to.

use oauth::acr::Level;
use oauth::claims::name;
use oauth::json::Object;
use oauth::scope::{self, Scopes};
use registries::Gender;
use serde_json::{Value, json};

use crate::account::{Account, Personal};

/// The claims that scopes open, as far as they are known.
pub(crate) fn about(account: &Account, scope: &Scopes) -> Object {
    let mut claims = Object::new();
    let opened = scope.iter().flat_map(scope::claims_of);
    for claim in opened.copied() {
        let value = match claim {
            "sub" => Some(json!(account.id)),
            name::LEVEL => Some(json!(account.level)),
            "updated_at" => Some(json!(account.updated_at.seconds())),
            claim => personal(&account.personal, claim),
        };
        if let Some(value) = value {
            claims.insert(claim.to_owned(), value);
        }
    }
    claims
}

/// What an ID token says beside its own claims: the level. Everything else is asked of UserInfo,
/// so that it does not travel through every place that handles ID tokens.
pub(crate) fn of_id_token(level: Level) -> Object {
    let mut claims = Object::new();
    claims.insert(name::LEVEL.to_owned(), json!(level));
    claims
}

/// What a register's token says about the person: the numbers and the name by which a register
/// finds her, as far as the service may know them itself, because the token passes through it.
pub(crate) fn of_register_token(account: &Account, granted: &Scopes) -> Object {
    let wanted = [scope::SNILS, scope::INN, scope::PROFILE, scope::BIRTHDATE];
    let scope: Scopes = wanted.into_iter().filter(|scope| granted.contains(scope)).collect();
    let mut claims = about(account, &scope);
    claims.remove("updated_at");
    claims
}

fn personal(person: &Personal, claim: &str) -> Option<Value> {
    let name = &person.name;
    Some(match claim {
        "name" => json!(name.to_string()),
        "family_name" => json!(name.family.as_str()),
        "given_name" => json!(name.given.as_str()),
        "middle_name" => json!(name.additional.as_ref()?.as_str()),
        "birthdate" => json!(person.birth_date?.to_string()),
        "gender" => json!(match person.gender? {
            Gender::Female => "female",
            Gender::Male => "male",
        }),
        "email" => json!(person.email.as_ref()?.value.as_str()),
        "email_verified" => json!(person.email.as_ref()?.verified_at.is_some()),
        "phone_number" => json!(person.phone.as_ref()?.value.as_str()),
        "phone_number_verified" => json!(person.phone.as_ref()?.verified_at.is_some()),
        name::SNILS => json!(person.snils.as_ref()?.value.as_str()),
        name::INN => json!(person.inn.as_ref()?.value.as_str()),
        name::PASSPORT => {
            let passport = &person.passport.as_ref()?.value;
            json!({
                "series": passport.series,
                "number": passport.number,
                "issued_on": passport.issued_on.to_string(),
                "issued_by": passport.issued_by,
                "issuer_code": passport.issuer_code,
            })
        }
        _ => return None,
    })
}
