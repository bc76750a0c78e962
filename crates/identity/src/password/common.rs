//! Passwords that Russian speakers try first, and the two ways a Russian word is typed without
//! Cyrillic. The English ones are known to `zxcvbn`.

/// Words that alone, or with digits and signs at the end, are no password.
const COMMON: &[&str] = &[
    "пароль",
    "паролька",
    "мойпароль",
    "йцукен",
    "йцукенг",
    "йцукенгш",
    "йцукенгшщз",
    "фывапролдж",
    "фывапрол",
    "ячсмитьбю",
    "ячсмить",
    "привет",
    "приветик",
    "любовь",
    "любимая",
    "любимый",
    "солнышко",
    "солнце",
    "зайчик",
    "зайка",
    "котенок",
    "кошечка",
    "собачка",
    "красотка",
    "мамочка",
    "мамапапа",
    "бабушка",
    "дедушка",
    "россия",
    "москва",
    "спартак",
    "зенит",
    "наташа",
    "настя",
    "анастасия",
    "максим",
    "максимка",
    "александр",
    "алексей",
    "андрей",
    "сергей",
    "дмитрий",
    "татьяна",
    "светлана",
    "екатерина",
    "кристина",
    "виктория",
    "валентина",
    "людмила",
    "вероника",
    "счастье",
    "надежда",
    "звездочка",
    "принцесса",
    "ангел",
    "ангелочек",
    "малышка",
    "клубничка",
    "компьютер",
    "интернет",
    "госуслуги",
    "кабинет",
    "администратор",
    "админ",
    "начальник",
    "документ",
    "qwerty",
    "qwertyuiop",
    "password",
    "parol",
    "privet",
    "gosuslugi",
    "kabinet",
    "esia",
    "admin",
    "administrator",
    "rossiya",
    "moskva",
    "lyubov",
    "solnyshko",
    "natasha",
    "nastya",
    "marina",
    "zxcvbn",
    "asdfgh",
    "qazwsx",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "qweasdzxc",
    "qwe123qwe",
    "asd123asd",
];

/// Whether a password is one of the common ones, with digits or signs around it or not.
pub(super) fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase().replace('ё', "е");
    let word = folded.trim_matches(|c: char| !c.is_alphabetic());
    let is_listed = |text: &str| COMMON.contains(&text);
    let nothing_but_one_sign = {
        let mut signs: Vec<char> = folded.chars().collect();
        signs.sort_unstable();
        signs.dedup();
        signs.len() <= 2
    };
    nothing_but_one_sign
        || is_listed(&folded)
        || is_listed(word)
        || is_listed(&other_layout(&folded))
        || is_listed(&other_layout(word))
}

const CYRILLIC_KEYS: &str = "йцукенгшщзхъфывапролджэячсмитьбюе";
const LATIN_KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.t";

/// What comes out when a text is typed with the other keyboard layout switched on.
pub(super) fn other_layout(text: &str) -> String {
    let turn = |c: char, from: &str, to: &str| {
        from.chars().position(|key| key == c).and_then(|place| to.chars().nth(place))
    };
    text.chars()
        .map(|c| {
            turn(c, LATIN_KEYS, CYRILLIC_KEYS)
                .or_else(|| turn(c, CYRILLIC_KEYS, LATIN_KEYS))
                .unwrap_or(c)
        })
        .collect()
}

/// A Russian word in Latin letters, the way people write it in addresses.
pub(super) fn latin(text: &str) -> String {
    text.chars()
        .map(|c| {
            match c {
                'а' => "a",
                'б' => "b",
                'в' => "v",
                'г' => "g",
                'д' => "d",
                'е' | 'э' => "e",
                'ж' => "zh",
                'з' => "z",
                'и' => "i",
                'й' | 'ы' => "y",
                'к' => "k",
                'л' => "l",
                'м' => "m",
                'н' => "n",
                'о' => "o",
                'п' => "p",
                'р' => "r",
                'с' => "s",
                'т' => "t",
                'у' => "u",
                'ф' => "f",
                'х' => "kh",
                'ц' => "ts",
                'ч' => "ch",
                'ш' => "sh",
                'щ' => "shch",
                'ю' => "yu",
                'я' => "ya",
                'ъ' | 'ь' => "",
                other => return other.to_string(),
            }
            .to_owned()
        })
        .collect()
}
