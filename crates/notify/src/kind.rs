//! What a message is about, and the way it goes.

/// What a message is about. People choose channels by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A one-time code. Goes where the page said it goes; cannot be switched off.
    Code,
    /// Something that endangers the account or changes how it is protected; goes to every
    /// address there is and cannot be switched off.
    Security,
    /// A sign-in from a new device.
    SignIn,
    /// The account itself: its level, its data.
    Account,
    /// Which service may see which data.
    Consent,
    /// The state of an application.
    Application,
    /// A document is ready or has changed.
    Document,
    /// A date comes near.
    Reminder,
    /// Services and the rules of access to them.
    Service,
    /// Answers of the help desk.
    Support,
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// E-mail.
    Email,
    /// SMS.
    Sms,
}

impl Kind {
    /// All kinds, in the order in which pages show them.
    pub const ALL: [Kind; 10] = [
        Kind::Code,
        Kind::Security,
        Kind::SignIn,
        Kind::Account,
        Kind::Consent,
        Kind::Application,
        Kind::Document,
        Kind::Reminder,
        Kind::Service,
        Kind::Support,
    ];

    /// The word in tables, forms and keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Code => "code",
            Kind::Security => "security",
            Kind::SignIn => "sign-in",
            Kind::Account => "account",
            Kind::Consent => "consent",
            Kind::Application => "application",
            Kind::Document => "document",
            Kind::Reminder => "reminder",
            Kind::Service => "service",
            Kind::Support => "support",
        }
    }

    /// The kind of a word in a table or a form.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether nobody can switch it off: without codes nobody gets in, and whoever stole an
    /// account would silence the warnings first.
    pub fn is_locked(self) -> bool {
        matches!(self, Kind::Code | Kind::Security)
    }

    /// Whether it never waits for a digest or the end of quiet hours: a sign-in at night may be a
    /// thief's.
    pub fn is_urgent(self) -> bool {
        self.is_locked() || self == Kind::SignIn
    }

    /// Whether it is sent over `channel` to a person who never chose.
    pub fn is_usual(self, channel: Channel) -> bool {
        match channel {
            Channel::Email => true,
            // An SMS interrupts: only for what cannot wait until the mail is read.
            Channel::Sms => self.is_locked() || self == Kind::Reminder,
        }
    }

    /// Smaller goes first within a lane.
    pub(crate) fn priority(self) -> i64 {
        match self {
            Kind::Code => 0,
            Kind::Security | Kind::SignIn => 1,
            Kind::Account | Kind::Consent | Kind::Application | Kind::Support => 2,
            Kind::Document | Kind::Reminder | Kind::Service => 3,
        }
    }
}

impl Channel {
    /// Both channels, in the order in which pages show them.
    pub const ALL: [Channel; 2] = [Channel::Email, Channel::Sms];

    /// The word in tables, forms and keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }

    /// The channel of a word in a table or a form.
    pub fn parse(word: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.as_str() == word)
    }

    /// The other one.
    pub(crate) fn other(self) -> Channel {
        match self {
            Channel::Email => Channel::Sms,
            Channel::Sms => Channel::Email,
        }
    }
}
