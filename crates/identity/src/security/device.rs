//! Browsers in a few words: «Chrome, Windows».

/// What a browser calls itself, shortened to its name and its system; `None` when neither is
/// known. Names only: versions say nothing to people.
pub fn named(agent: &str) -> Option<String> {
    // Most browsers claim to be the older ones too, so the younger names come first.
    let browsers = [
        ("YaBrowser/", "Yandex Browser"),
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let named: Vec<&str> = [find(&browsers), find(&systems)].into_iter().flatten().collect();
    (!named.is_empty()).then(|| named.join(", "))
}
