//! Measures a demonstration of this machine from outside: over HTTP, as browsers and services see
//! it. One thread on core 1 asks, the program answers on core 0, and a bare axum server that does
//! nothing answers on the same core in the same run, so that figures of different machines and
//! busy hours can be compared.
//!
//! `load run --kabinet PROGRAM` prints Markdown; `cargo x load` builds both and calls it.

mod bare;
mod browser;
mod disk;
mod fill;
mod http;
mod measure;
mod page;
mod process;
mod report;
mod run;
mod town;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "\
load run --kabinet PROGRAM --data FOLDER [--seconds N] [--rounds N] [--only NAME,…]
load bare
load fill --data FOLDER --count N
load print --seconds N
";

/// What a run is told.
pub struct Options {
    /// The program that is measured.
    pub kabinet: PathBuf,
    /// A folder that does not exist yet, on the disk that is meant; removed at the end.
    pub data: PathBuf,
    /// The length of one round, in seconds.
    pub seconds: u64,
    /// How many rounds; their median is the figure.
    pub rounds: usize,
    /// Parts of names of what is measured; everything when empty.
    pub only: Vec<String>,
}

impl Options {
    /// Whether this is to be measured.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part.as_str()))
    }

    fn read(args: &[String]) -> Result<Options, String> {
        let mut options = Options {
            kabinet: PathBuf::new(),
            data: PathBuf::new(),
            seconds: 4,
            rounds: 3,
            only: Vec::new(),
        };
        for pair in args.chunks(2) {
            let [name, value] = pair else { return Err(USAGE.into()) };
            let number =
                || value.parse::<u64>().map_err(|_| format!("{name}: {value} is no number"));
            match name.as_str() {
                "--kabinet" => options.kabinet = value.into(),
                "--data" => options.data = value.into(),
                "--seconds" => options.seconds = number()?.clamp(1, 60),
                "--rounds" => options.rounds = number()?.clamp(1, 10) as usize,
                "--only" => options.only = value.split(',').map(str::to_owned).collect(),
                _ => return Err(USAGE.into()),
            }
        }
        let told = !options.kabinet.as_os_str().is_empty() && !options.data.as_os_str().is_empty();
        if told { Ok(options) } else { Err(USAGE.into()) }
    }
}

/// What the two helpers of a run are told.
#[derive(Default)]
struct Filling {
    data: PathBuf,
    count: usize,
    seconds: u64,
}

impl Filling {
    fn read(args: &[String]) -> Result<Filling, String> {
        let mut filling = Filling::default();
        for pair in args.chunks(2) {
            let [name, value] = pair else { return Err(USAGE.into()) };
            let number =
                || value.parse::<u64>().map_err(|_| format!("{name}: {value} is no number"));
            match name.as_str() {
                "--data" => filling.data = value.into(),
                "--count" => filling.count = number()?.clamp(1, 1_000_000) as usize,
                "--seconds" => filling.seconds = number()?.clamp(1, 60),
                _ => return Err(USAGE.into()),
            }
        }
        Ok(filling)
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("", &[][..]), |(c, r)| (c.as_str(), r));
    // One thread, like the one core that each side has.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(|error| error.to_string()).and_then(|runtime| match command {
        "bare" => runtime.block_on(bare::serve()),
        "fill" => Filling::read(rest).and_then(|filling| {
            let path = runtime.block_on(fill::fill(&filling.data, filling.count))?;
            println!("{path}");
            Ok(())
        }),
        "print" => Filling::read(rest).and_then(|filling| {
            println!("{:.1}", fill::print(Duration::from_secs(filling.seconds))?);
            Ok(())
        }),
        "run" => Options::read(rest).and_then(|options| {
            tokio::task::LocalSet::new().block_on(&runtime, run::run(&options))
        }),
        _ => Err(USAGE.into()),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}
